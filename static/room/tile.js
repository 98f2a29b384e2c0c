/**
 * One other person whose media are granted to me: name, state, and the element that plays them.
 *
 * @typedef {import("../protocol.js").Person} Person
 * @typedef {import("./slots.js").Media} Media
 * @typedef {(mid: string) => MediaStreamTrack | null} TrackOf
 */

import { foreign, t } from "../words.js";
import { sound } from "./check/chosen.js";
import { arrange, el, icon } from "./elements.js";
import { onFreshFrame } from "./fresh-frame.js";

/** Plays tracks in an element, and covers the picture until there is one of the right person. */
class Player {
  #tracks = "";
  #stopWaiting = () => {};
  #blocked;
  element;
  veil;

  /**
   * @param {"audio" | "video"} kind
   * @param {() => void} blocked the browser wants a tap first
   */
  constructor(kind, blocked) {
    this.#blocked = blocked;
    this.element = el(kind, { attributes: { autoplay: "", playsinline: "" } });
    sound(this.element);
    this.veil = kind === "video" ? el("div", { class: "veil" }) : null;
  }

  /** @param {MediaStreamTrack[]} tracks */
  show(tracks) {
    const ids = tracks.map((track) => track.id).join(" ");
    if (ids === this.#tracks) return;
    this.#tracks = ids;
    this.#cover();
    this.element.srcObject = new MediaStream(tracks);
    this.play();
  }

  play() {
    this.element.play().catch((error) => error.name === "NotAllowedError" && this.#blocked());
  }

  stop() {
    this.#stopWaiting();
    this.element.srcObject = null;
    this.element.remove();
  }

  #cover() {
    const { element, veil } = this;
    if (veil === null || !(element instanceof HTMLVideoElement)) return;
    this.#stopWaiting();
    veil.hidden = false;
    this.#stopWaiting = onFreshFrame(element, () => (veil.hidden = true));
  }
}

export class Tile {
  /** @type {Player | null} */
  #player = null;
  #kind = "";
  #name = el("span", { class: "name" });
  #marks = el("span", { class: "marks" });
  /** In place of a picture. */
  #face = el("span", { class: "face", attributes: { "aria-hidden": "true" } });
  #paused = el("p", { class: "paused", testid: "picture-paused", text: t("room.picture_paused") });
  #blocked;
  element;

  /**
   * @param {string} testid
   * @param {string} person
   * @param {() => void} blocked
   */
  constructor(testid, person, blocked) {
    this.#blocked = blocked;
    const caption = el("figcaption", {}, [this.#name, this.#marks]);
    this.element = el("figure", { class: "tile", testid }, [this.#face, caption]);
    this.element.dataset.person = person;
  }

  /**
   * @param {Person} person
   * @param {MediaStreamTrack | null} sound
   * @param {MediaStreamTrack | null} picture
   */
  update(person, sound, picture) {
    this.#name.textContent = title(person);
    this.#face.textContent = initial(person.name);
    this.#face.hidden = picture !== null;
    arrange(this.#marks, person.mic || !sound ? [] : [icon("mic-off")]);
    this.element.classList.toggle("away", !person.online);
    const kind = picture ? "video" : "audio";
    if (kind !== this.#kind) this.#replace(kind);
    this.element.dataset.media = kind;
    this.#player?.show([sound, picture].filter((track) => track !== null));
  }

  /** @param {boolean} paused whether the picture waits for room on my line */
  pause(paused) {
    if (paused === this.#paused.isConnected) return;
    if (paused) this.element.append(this.#paused);
    else this.#paused.remove();
  }

  /** @param {boolean} speaking */
  speak(speaking) {
    this.element.classList.toggle("speaking", speaking);
  }

  play() {
    this.#player?.play();
  }

  stop() {
    this.#player?.stop();
    this.element.remove();
  }

  /** @param {"audio" | "video"} kind */
  #replace(kind) {
    this.#player?.stop();
    this.#player?.veil?.remove();
    this.#kind = kind;
    this.#player = new Player(kind, this.#blocked);
    this.element.prepend(...[this.#player.element, this.#player.veil].filter((part) => part !== null));
  }
}

/**
 * What stands for a person without a picture: the family name's character, or the first letter.
 * @param {string} name
 */
export function initial(name) {
  return /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? "";
}

/**
 * Everybody who speaks from that person's device.
 * @param {{name: string, shares: string[], role: string}} person
 */
export function title(person) {
  const names = [person.name, ...person.shares].map(foreign).join(t("room.names_and"));
  return `${names} · ${t(`role.${person.role}`)}`;
}
