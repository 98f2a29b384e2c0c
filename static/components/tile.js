/**
 * One other person whose media are granted to me: name, state, and the element that plays them.
 *
 * @typedef {import("../protocol.js").Person} Person
 * @typedef {import("../room/slots.js").Media} Media
 * @typedef {(mid: string) => MediaStreamTrack | null} TrackOf
 */

import { arrange, el, icon } from "../elements.js";
import { sound } from "../room/check/chosen.js";
import { onFreshFrame } from "../room/fresh-frame.js";
import { foreign, t } from "../words.js";
import { Face } from "./face.js";

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

/** `<yt-tile>`; made by the stage, with the person it stays with. */
export class Tile extends HTMLElement {
  /** @type {Player | null} */
  #player = null;
  #kind = "";
  #name = el("span", { class: "name" });
  #marks = el("span", { class: "marks" });
  /** In place of a picture. */
  #face = new Face();
  #paused = el("p", { class: "paused", testid: "picture-paused", text: t("room.picture_paused") });
  #blocked;

  /**
   * @param {string} testid
   * @param {Person} person
   * @param {() => void} blocked
   */
  constructor(testid, person, blocked) {
    super();
    this.#blocked = blocked;
    this.dataset.testid = testid;
    this.dataset.person = person.person;
    this.dataset.role = person.role;
    this.setAttribute("role", "figure");
    this.append(this.#face, el("div", { class: "caption" }, [this.#name, this.#marks]));
  }

  /**
   * @param {Person} person
   * @param {MediaStreamTrack | null} sound
   * @param {MediaStreamTrack | null} picture
   * @param {boolean} [overheard] by that person's own word; only a host is told
   */
  update(person, sound, picture, overheard = false) {
    const words = title(person);
    this.#name.textContent = words;
    this.setAttribute("aria-label", words);
    this.#face.name = person.name;
    this.#face.hidden = picture !== null;
    const muted = sound && !person.mic ? [icon("mic-off")] : [];
    arrange(this.#marks, overheard ? [...muted, overheardMark()] : muted);
    this.classList.toggle("away", !person.online);
    const kind = picture ? "video" : "audio";
    if (kind !== this.#kind) this.#replace(kind);
    this.dataset.media = kind;
    this.#player?.show([sound, picture].filter((track) => track !== null));
  }

  /** @param {boolean} paused whether the picture waits for room on my line */
  pause(paused) {
    if (paused === this.#paused.isConnected) return;
    if (paused) this.append(this.#paused);
    else this.#paused.remove();
  }

  /** @param {boolean} speaking */
  speak(speaking) {
    this.classList.toggle("speaking", speaking);
  }

  play() {
    this.#player?.play();
  }

  stop() {
    this.#player?.stop();
    this.remove();
  }

  /** @param {"audio" | "video"} kind */
  #replace(kind) {
    this.#player?.stop();
    this.#player?.veil?.remove();
    this.#kind = kind;
    this.#player = new Player(kind, this.#blocked);
    this.prepend(...[this.#player.element, this.#player.veil].filter((part) => part !== null));
  }
}

/** Seen and read: it must not be overlooked while that person speaks. */
export function overheardMark() {
  return el("span", { class: "mark", testid: "overheard-mark" }, [icon("ear"), t("room.overheard")]);
}

/**
 * Everybody who speaks from that person's device.
 * @param {{name: string, shares: string[], role: string}} person
 */
export function title(person) {
  const names = [person.name, ...person.shares].map(foreign).join(t("room.names_and"));
  return `${names} · ${t(`role.${person.role}`)}`;
}
