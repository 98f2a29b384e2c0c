/** Who speaks at the moment, from how loud each is. Pure. */

/** Of full scale; quiet speech is about twice as loud, a fan about half. */
const SPEECH = 0.02;
/** Between words and sentences one goes on speaking. */
const PAUSE_MS = 1200;

/**
 * How loud what arrives in each receive slot is, 0 to 1, out of `RTCPeerConnection.getStats()`.
 * @param {Iterable<Record<string, any>>} entries
 * @returns {Map<string, number>} by MID; empty in browsers that do not tell
 */
export function levels(entries) {
  const found = new Map();
  for (const { type, kind, mid, audioLevel } of entries) {
    if (type === "inbound-rtp" && kind === "audio" && mid) found.set(mid, audioLevel ?? 0);
  }
  return found;
}

export class Loudness {
  /** @type {Map<string, number>} when each was last loud, by seat */
  #loud = new Map();

  /**
   * @param {Iterable<[string, number]>} levels by seat, 0 to 1
   * @param {number} now milliseconds
   * @returns {ReadonlySet<string>} the seats that speak
   */
  hear(levels, now) {
    for (const [seat, level] of levels) if (level > SPEECH) this.#loud.set(seat, now);
    for (const [seat, at] of this.#loud) if (now - at > PAUSE_MS) this.#loud.delete(seat);
    return new Set(this.#loud.keys());
  }
}
