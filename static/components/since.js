/** `<yt-since>`: "since 14:05, 3 minutes", going on by itself while it stands on the page. */

import { since } from "../room/clock.js";

const TICK_MS = 10_000;

export class Since extends HTMLElement {
  #time;
  /** @type {number | undefined} */
  #timer;

  /** @param {string} time the server's */
  constructor(time) {
    super();
    this.#time = time;
    this.#show();
  }

  connectedCallback() {
    this.#show();
    this.#timer = window.setInterval(() => this.#show(), TICK_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #show() {
    this.textContent = since(this.#time);
  }
}
