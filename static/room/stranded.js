/**
 * When the connection does not come back: what is safe, what goes on by itself, whom to call. It goes away by itself
 * when sound and picture are there again.
 *
 * @typedef {object} Line
 * @property {boolean} live everything works
 * @property {boolean} connected the server is there, and with it the chat
 * @property {boolean} writes whether I may write where I am
 */

import { part } from "../elements.js";
import { t } from "../words.js";

/** What comes back by itself nearly always has done so by then. */
const PATIENCE_MS = 15_000;

export class Stranded {
  #card = part("stranded");
  /** @type {number | undefined} */
  #timer;
  /** @type {Line} */
  #line = { live: false, connected: false, writes: false };

  /** @param {() => void} again try at once */
  constructor(again) {
    part("stranded-again").addEventListener("click", again);
    this.#wait();
  }

  /** @param {Line} line */
  render(line) {
    this.#line = line;
    if (line.live) this.stop();
    else if (this.#timer === undefined) this.#wait();
    else if (!this.#card.hidden) this.#show();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#card.hidden = true;
  }

  #wait() {
    this.#timer = window.setTimeout(() => this.#show(), PATIENCE_MS);
  }

  #show() {
    const { connected, writes } = this.#line;
    const kind = connected ? "media" : "offline";
    part("stranded-write").hidden = !writes;
    if (!this.#card.hidden && this.#card.dataset.kind === kind) return;
    this.#card.dataset.kind = kind;
    part("stranded-title").textContent = t(`stranded.${kind}.title`);
    part("stranded-text").textContent = t(`stranded.${kind}.text`);
    this.#card.hidden = false;
  }
}
