/**
 * `<yt-undo>`: something grave is done after a few seconds in which it can be taken back. One press is enough: a question
 * asked each time is answered without reading.
 */

import { button, el } from "../elements.js";
import { t } from "../words.js";

const UNDO_S = 3;

export class Undo extends HTMLElement {
  #text;
  #act;
  #left = UNDO_S;
  #words = el("span");
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {string} text id, with {seconds}
   * @param {() => void} act
   */
  constructor(text, act) {
    super();
    this.#text = text;
    this.#act = act;
    this.className = "notice wrong";
    this.append(this.#words, button(t("room.undo"), () => this.remove(), { testid: "undo" }));
  }

  connectedCallback() {
    this.#say();
    this.#timer = window.setInterval(() => this.#count(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** Does it at once; whether it still could. */
  now() {
    if (!this.isConnected) return false;
    this.remove();
    this.#act();
    return true;
  }

  #count() {
    this.#left -= 1;
    if (this.#left > 0) this.#say();
    else this.now();
  }

  #say() {
    this.#words.textContent = t(this.#text, { seconds: this.#left });
  }
}
