/**
 * Finds the way back to the large camera after the line up was weak. A browser that fills its line raises its estimate
 * by 8 % a second only; one that leaves a third of it free tries more as soon as it is allowed more. So while the large
 * picture is left out, the small one takes less than it could, and every two seconds the browser is nudged. Pure.
 */

/** Milliseconds without a frame after which the large one counts as left out. */
const LEFT_OUT_MS = 1500;
const NUDGE_MS = 2000;

/** @typedef {{weak: boolean, nudge: boolean}} Advice */

export class Uplink {
  /** @type {Record<string, number>} frames sent, by size */
  #frames = {};
  #flowed = 0;
  #nudged = 0;
  #begun = false;

  /**
   * @param {Iterable<Record<string, any>>} entries of `RTCPeerConnection.getStats()`
   * @param {number} now milliseconds
   * @returns {Advice}
   */
  look(entries, now) {
    const grown = this.#grown(entries);
    // A camera that is off sends neither.
    if (!grown["l"] || grown["h"]) this.#flowed = now;
    this.#begun ||= grown["h"] === true;
    const weak = this.#begun && now - this.#flowed > LEFT_OUT_MS;
    const nudge = weak && now - this.#nudged > NUDGE_MS;
    if (nudge) this.#nudged = now;
    return { weak, nudge };
  }

  /**
   * Which sizes have sent frames since the last look.
   * @param {Iterable<Record<string, any>>} entries
   */
  #grown(entries) {
    /** @type {Record<string, boolean>} */
    const grown = {};
    for (const { type, rid, framesSent = 0 } of entries) {
      if (type !== "outbound-rtp" || rid === undefined) continue;
      grown[rid] = framesSent > (this.#frames[rid] ?? 0);
      this.#frames[rid] = framesSent;
    }
    return grown;
  }
}
