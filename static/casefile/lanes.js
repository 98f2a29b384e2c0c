/** Who is in a recording, and when: a lane for the channel and one for each speaker, with the place where it plays. */

import { button, el, icon } from "../elements.js";
import { foreign, t } from "../words.js";
import { beginOf, endOf } from "./timeline.js";

export class Lanes {
  #cursor = el("span", { class: "cursor" });
  #seconds;

  /**
   * @param {HTMLElement} place
   * @param {Node} channel what names it
   * @param {string} kind of the channel
   * @param {import("./player.js").Player} player
   * @param {(place: number) => void} seek
   */
  constructor(place, channel, kind, player, seek) {
    this.#seconds = player.recording.seconds;
    const bars = el("div", { class: "bars" }, [this.#cursor]);
    const names = el("div", { class: "names" }, [el("div", { class: "lane" }, [channel])]);
    const whole = el("span", { class: "bar", data: { kind } });
    this.#put(whole, 0, this.#seconds);
    bars.append(el("div", { class: "lane" }, [whole]));
    for (const tracks of speakers(player.tracks)) {
      names.append(el("div", { class: "lane" }, [name(tracks)]));
      bars.append(el("div", { class: "lane" }, tracks.map((track) => this.#bar(track))));
    }
    bars.addEventListener("click", (event) => {
      const box = bars.getBoundingClientRect();
      if (box.width > 0) seek(((event.clientX - box.left) / box.width) * this.#seconds);
    });
    place.replaceChildren(names, bars);
  }

  /** @param {number} at */
  show(at) {
    this.#cursor.style.insetInlineStart = `${(100 * at) / Math.max(this.#seconds, 0.001)}%`;
  }

  /** @param {import("./track.js").Track} track */
  #bar(track) {
    const bar = el("span", { class: "bar", testid: "bar", data: { media: track.told.kind } });
    this.#put(bar, beginOf(track.told.knots), endOf(track.told.knots));
    return bar;
  }

  /**
   * @param {HTMLElement} bar
   * @param {number} begin
   * @param {number} end
   */
  #put(bar, begin, end) {
    const share = (/** @type {number} */ at) => `${(100 * at) / Math.max(this.#seconds, 0.001)}%`;
    bar.style.insetInlineStart = share(begin);
    bar.style.inlineSize = share(end - begin);
  }
}

/**
 * By person, in the order in which they came.
 * @param {readonly import("./track.js").Track[]} tracks
 */
function speakers(tracks) {
  /** @type {Map<number, import("./track.js").Track[]>} */
  const found = new Map();
  for (const track of tracks) found.set(track.told.person, [...(found.get(track.told.person) ?? []), track]);
  return [...found.values()];
}

/**
 * A person's name, which switches their sound.
 * @param {import("./track.js").Track[]} tracks
 */
function name(tracks) {
  const called = tracks[0]?.told.name ?? "";
  const sounds = tracks.filter((track) => track.told.kind === "audio");
  const own = button("", () => {
    const heard = own.getAttribute("aria-pressed") !== "true";
    own.setAttribute("aria-pressed", String(heard));
    for (const track of sounds) track.element.muted = !heard;
  });
  own.dataset.testid = "hear";
  own.setAttribute("aria-pressed", "true");
  own.setAttribute("aria-label", t("player.mute_person", { name: called }));
  own.append(icon("loud"), icon("silent"), el("span", { text: foreign(called) }));
  own.disabled = sounds.length === 0;
  return own;
}
