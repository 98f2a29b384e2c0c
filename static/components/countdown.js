/**
 * `<yt-countdown data-seconds="…">`: the time until a session, from the seconds that the server counted when it made the
 * page. It goes by the pace of this device's clock, never by its hands: a phone that is a day wrong counts right.
 */

import { remaining } from "../link/remaining.js";

const TICK_MS = 5000;

export class Countdown extends HTMLElement {
  #end = Date.now() + Number(this.dataset.seconds) * 1000;
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    this.#show();
    this.hidden = false;
    this.#timer = window.setInterval(() => this.#show(), TICK_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #show() {
    this.textContent = remaining(Math.round((this.#end - Date.now()) / 1000));
  }
}
