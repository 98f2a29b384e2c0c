/**
 * The way that media really take, out of what the browser counts. Pure.
 *
 * @typedef {"direct" | "relay" | "relay_tcp"} Way the server's media port speaks UDP alone, so direct is UDP
 * @typedef {{way: Way, roundTrip: number | null}} Path milliseconds, null where the browser does not tell
 */

/** What takes longer is no conversation; the server takes no larger number. */
const LONGEST_MS = 10_000;

/**
 * @param {Iterable<[string, Record<string, any>]>} report of `RTCPeerConnection.getStats()`
 * @returns {Path | null} null while no way is chosen
 */
export function usedPath(report) {
  const entries = new Map(report);
  const pair = chosen(entries);
  const mine = pair && entries.get(pair["localCandidateId"]);
  if (!mine) return null;
  const seconds = pair["currentRoundTripTime"];
  const roundTrip = typeof seconds === "number" ? Math.min(LONGEST_MS, Math.round(seconds * 1000)) : null;
  if (mine["candidateType"] !== "relay") return { way: "direct", roundTrip };
  // How I reach the relay: the rest of the way is UDP.
  const way = /^(?:tcp|tls)$/.test(mine["relayProtocol"] ?? "") ? "relay_tcp" : "relay";
  return { way, roundTrip };
}

/** @param {Map<string, Record<string, any>>} entries */
function chosen(entries) {
  const all = [...entries.values()];
  const transport = all.find(({ type, selectedCandidatePairId }) => type === "transport" && selectedCandidatePairId);
  if (transport) return entries.get(transport["selectedCandidatePairId"]) ?? null;
  // Firefox has no such member of its transport.
  return all.find((one) => one["type"] === "candidate-pair" && one["nominated"] && one["state"] === "succeeded") ?? null;
}
