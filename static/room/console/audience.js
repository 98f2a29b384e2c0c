/**
 * Who reads what a host tells to all. Pure.
 *
 * @typedef {import("../../protocol.js").View} View
 */

const HOSTS = new Set(["mediator", "co_mediator"]);
const PRESENT = new Set(["waiting", "admitted"]);

/**
 * The rooms in which somebody reads what is told to all, and what each is called on the wire: each device that waits
 * is alone, and so is everybody with whom a host speaks in private.
 * @param {View} view
 * @returns {Map<string, string>}
 */
export function audience({ place, me, roster }) {
  const rooms = new Map([[keyOf(place.channel, place.with ?? me.seat), place.channel]]);
  for (const [seat, entry] of Object.entries(roster ?? {})) {
    if (!entry.channel || entry.telephone || !PRESENT.has(entry.standing)) continue;
    // Another host in private is with somebody who is in the list as well.
    if (entry.channel === "private" && HOSTS.has(entry.role)) continue;
    rooms.set(keyOf(entry.channel, entry.interprets ?? seat), entry.channel);
  }
  return rooms;
}

/**
 * @param {string} channel
 * @param {string} whose
 */
function keyOf(channel, whose) {
  return channel === "lobby" || channel === "private" ? `${channel} ${whose}` : channel;
}
