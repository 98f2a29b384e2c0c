/**
 * Where I am in one fixed sentence. Pure.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {"here_only" | "here_side" | "away" | "joint" | "lobby" | ""} Sentence
 */

const HOSTS = new Set(["mediator", "co_mediator"]);

/**
 * What is true of where I am; "" where no sentence is.
 * @param {View} view
 * @returns {Sentence}
 */
export function sentence({ session, me, place, mediator, unhosted, people }) {
  if (me.host || session.state !== "open" || unhosted) return "";
  if (place.kind === "lobby" || place.kind === "joint") return place.kind;
  if (place.kind === "neutral") return "";
  if (mediator.state !== "here") return "away";
  const alone = Object.values(people).every(({ role }) => HOSTS.has(role));
  return alone ? "here_only" : "here_side";
}
