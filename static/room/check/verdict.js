/**
 * What the network is worth, in one word. Pure.
 *
 * @typedef {import("./path.js").Path} Path
 * @typedef {"testing" | "direct" | "direct_slow" | "relay" | "relay_tcp" | "none" | "unable"} Verdict
 */

/** With a longer round trip people begin to speak into each other's words (ITU-T G.114). */
const SLOW_MS = 350;
/** A first connection on a bad line takes about as long. */
export const PATIENCE_MS = 12_000;

/**
 * @param {object} seen
 * @param {boolean} seen.able whether this browser can call at all
 * @param {Path | null} seen.path
 * @param {number} seen.waited milliseconds for a connection
 * @returns {Verdict}
 */
export function judge({ able, path, waited }) {
  if (!able) return "unable";
  if (path === null) return waited < PATIENCE_MS ? "testing" : "none";
  if (path.way !== "direct") return path.way;
  return (path.roundTrip ?? 0) > SLOW_MS ? "direct_slow" : "direct";
}

/**
 * @param {Verdict} verdict
 * @returns {import("../../protocol.js").Equipment["network"]}
 */
export function told(verdict) {
  if (verdict === "testing") return "unknown";
  if (verdict === "direct_slow") return "direct";
  return verdict === "unable" ? "none" : verdict;
}

/** How a round trip feels: a mediator is told anew only when that changes. */
const FEELS = [150, SLOW_MS, 800];

/**
 * @param {number | null | undefined} before milliseconds
 * @param {number | null | undefined} now
 */
export function feelsOtherwise(before, now) {
  const [one, other] = [before, now].map((ms) => (ms == null ? -1 : FEELS.filter((limit) => ms > limit).length));
  return one !== other;
}
