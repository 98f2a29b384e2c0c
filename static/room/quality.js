/**
 * How good my connection is, in one word, from what the browser counts. Pure.
 *
 * @typedef {"good" | "fair" | "poor"} Quality
 *
 * @typedef {object} Figures totals since the connection began; the last two are of the moment
 * @property {number} heard audio samples played
 * @property {number} concealed of them: made up for what did not arrive in time, and audible as such
 * @property {number} lost share of my own packets that the server missed lately, 0 to 1
 * @property {number} roundTrip seconds
 */

/** Above these, speech is tiring (ITU-T G.114 for the delay, 400 ms one way; concealment by listening). */
const POOR = { concealed: 0.08, lost: 0.2, roundTrip: 0.8 };
const FAIR = { concealed: 0.02, lost: 0.05, roundTrip: 0.35 };

/**
 * What matters of a report of `RTCPeerConnection.getStats()`.
 * @param {Iterable<Record<string, any>>} entries
 * @returns {Figures}
 */
export function figures(entries) {
  const sum = { heard: 0, concealed: 0, lost: 0, roundTrip: 0 };
  for (const entry of entries) {
    if (entry["type"] === "inbound-rtp" && entry["kind"] === "audio") {
      sum.heard += entry["totalSamplesReceived"] ?? 0;
      // Silence is made up as well while nobody sends: nobody hears that.
      sum.concealed += (entry["concealedSamples"] ?? 0) - (entry["silentConcealedSamples"] ?? 0);
    }
    if (entry["type"] === "remote-inbound-rtp") {
      sum.lost = Math.max(sum.lost, entry["fractionLost"] ?? 0);
      sum.roundTrip = Math.max(sum.roundTrip, entry["roundTripTime"] ?? 0);
    }
    if (entry["type"] === "candidate-pair" && entry["nominated"]) {
      sum.roundTrip = Math.max(sum.roundTrip, entry["currentRoundTripTime"] ?? 0);
    }
  }
  return sum;
}

/**
 * @param {Figures} before
 * @param {Figures} now
 * @returns {Quality}
 */
export function judge(before, now) {
  const heard = now.heard - before.heard;
  const concealed = heard > 0 ? Math.max(0, now.concealed - before.concealed) / heard : 0;
  const measured = { concealed, lost: now.lost, roundTrip: now.roundTrip };
  if (exceeds(measured, POOR)) return "poor";
  return exceeds(measured, FAIR) ? "fair" : "good";
}

/** A word that changes only when two judgements in a row agree: it must not flicker. */
export class Steady {
  /** @type {Quality | null} */
  word = null;
  /** @type {Quality | null} */
  #last = null;

  /** @param {Quality} quality */
  take(quality) {
    if (this.word === null || quality === this.#last) this.word = quality;
    this.#last = quality;
    return this.word;
  }
}

/**
 * @param {typeof POOR} measured
 * @param {typeof POOR} limit
 */
function exceeds(measured, limit) {
  const { concealed, lost, roundTrip } = measured;
  return concealed > limit.concealed || lost > limit.lost || roundTrip > limit.roundTrip;
}
