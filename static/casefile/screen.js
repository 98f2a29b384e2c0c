/** The pictures of a recording: a tile for each person, and one for a screen that somebody shows. */

import { arrange, el } from "../elements.js";
import { foreign, t } from "../words.js";

export class Screen {
  /** @type {Map<string, {tile: HTMLElement, tracks: import("./track.js").Track[]}>} */
  #tiles = new Map();

  /**
   * @param {HTMLElement} place
   * @param {readonly import("./track.js").Track[]} tracks
   */
  constructor(place, tracks) {
    for (const track of tracks) this.#add(track);
    arrange(
      place,
      [...this.#tiles.values()].map(({ tile }) => tile),
    );
  }

  /** @param {number} at whoever is not in the recording then has no tile */
  show(at) {
    for (const { tile, tracks } of this.#tiles.values()) {
      tile.hidden = !tracks.some((track) => track.isAt(at));
      let seen = false;
      for (const track of tracks) {
        if (!(track.element instanceof HTMLVideoElement)) continue;
        track.element.hidden = !track.isAt(at);
        seen ||= !track.element.hidden;
      }
      tile.classList.toggle("unseen", !seen);
    }
  }

  /** @param {import("./track.js").Track} track */
  #add(track) {
    const { person, kind, name } = track.told;
    const screen = kind === "screen";
    const key = screen ? `${person} screen` : String(person);
    let own = this.#tiles.get(key);
    if (!own) {
      const face = el("span", { class: "initial", text: [...name][0] ?? "", attributes: { "aria-hidden": "true" } });
      const text = screen ? t("player.screen_of", { name }) : foreign(name);
      const tile = el("figure", { class: "seen", testid: "seen", data: { person: String(person) } }, [
        face,
        el("figcaption", { text }),
      ]);
      own = { tile, tracks: [] };
      this.#tiles.set(key, own);
    }
    own.tracks.push(track);
    const words = { audio: "player.sound_of", camera: "player.pictures_of", screen: "player.screen_of" }[kind];
    track.element.setAttribute("aria-label", t(words, { name }));
    own.tile.prepend(track.element);
  }
}
