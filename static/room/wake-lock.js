/** Keeps the screen on while somebody is in the session: a locked phone stops its camera and may stop its talk. */

export class WakeLock {
  #wanted = false;
  /** @type {WakeLockSentinel | null} */
  #held = null;

  constructor() {
    // The browser gives it up whenever the page is out of sight.
    document.addEventListener("visibilitychange", () => void this.#take());
  }

  keep() {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.#take();
  }

  release() {
    this.#wanted = false;
    void this.#held?.release();
    this.#held = null;
  }

  async #take() {
    if (!this.#wanted || document.hidden || (this.#held && !this.#held.released)) return;
    // Refused on an empty battery, unknown to older browsers: the screen goes off then as it always does.
    const held = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    if (this.#wanted) this.#held = held;
    else void held?.release();
  }
}
