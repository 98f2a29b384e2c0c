/**
 * The gate of one outgoing stream at a move. What was spoken or filmed in the former stay may still lie in
 * the browser when the new stay begins: for a moment frames are dropped, then audio goes on with the next
 * frame and video with the next key frame.
 *
 * The boundary that the server enforces is the RTP timestamp of the first frame seen after the move, dropped
 * or not: whatever left before has an older one. Reported that early, it is there before the first frame that
 * passes.
 */

/** How long frames are dropped after a move: the longest that a browser was seen to hold them back. */
export const GUARD_MS = 150;

export class StayGate {
  #video;
  #open = false;
  #reported = false;
  #until = 0;

  /** @param {boolean} video */
  constructor(video) {
    this.#video = video;
  }

  /** @param {number} until time from which on frames belong to the new stay */
  close(until) {
    this.#open = false;
    this.#reported = false;
    this.#until = until;
  }

  /**
   * @param {boolean} key whether the frame can be decoded alone
   * @param {number} now on the clock of `close`
   * @returns {{pass: boolean, report: boolean}} whether the frame goes out; whether it marks the boundary
   */
  admit(key, now) {
    const report = !this.#reported;
    this.#reported = true;
    this.#open ||= now >= this.#until && (key || !this.#video);
    return { pass: this.#open, report };
  }
}
