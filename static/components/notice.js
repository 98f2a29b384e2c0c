/** `<yt-notice>`: what just happened, in words; it goes by itself. */

const SHOWN_MS = 7000;

export class Notice extends HTMLElement {
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {string} text
   * @param {"plain" | "wrong"} tone
   */
  constructor(text, tone) {
    super();
    this.className = tone === "wrong" ? "notice wrong" : "notice";
    this.dataset.testid = "notice";
    this.textContent = text;
  }

  connectedCallback() {
    this.#timer = window.setTimeout(() => this.remove(), SHOWN_MS);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }
}
