/**
 * The gate of one outgoing stream at a move. What was spoken or filmed in the former stay may still lie in the browser
 * when the new stay begins: for a moment frames are dropped, then audio goes on with the next frame and video with the
 * next key frame, whose RTP timestamp is the boundary that the server enforces.
 */

/** How long frames are dropped after a move: the longest that a browser was seen to hold them back. */
export const GUARD_MS = 150;

export class StayGate {
  #video;
  #open = false;
  #until = 0;

  /** @param {boolean} video */
  constructor(video) {
    this.#video = video;
  }

  /** @param {number} until time at which frames belong to the new stay */
  close(until) {
    this.#open = false;
    this.#until = until;
  }

  /**
   * @param {boolean} key whether the frame can be decoded alone
   * @param {number} now on the clock of `close`
   * @returns {"drop" | "first" | "pass"}
   */
  admit(key, now) {
    if (this.#open) return "pass";
    if (now < this.#until || (this.#video && !key)) return "drop";
    this.#open = true;
    return "first";
  }
}
