/**
 * What a report of the recorder says to a host. Pure.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").RecordingHealth} Health
 * @typedef {{what: string, safe: string, act: string}} Alarm what happened, what is safe, what to do
 */

import { foreign, t } from "../../words.js";

/** -dBov: a loud voice, and what nobody hears. */
const LOUD = 20;
const STILL = 80;
const MEGABYTE = 1_000_000;

/**
 * The report, if it is of the talk in which the host is, and that is recorded; null otherwise.
 * @param {View} view
 * @param {Health | null} health
 */
export function shown({ recording, place }, health) {
  return recording?.state === "on" && health !== null && health.stay === place.stay ? health : null;
}

/**
 * @param {View} view
 * @param {Health} health
 * @returns {Alarm | null}
 */
export function alarm(view, health) {
  if (health.state === "ok") return null;
  const unheard = health.tracks.filter(({ state }) => state === "silent" || state === "missing");
  const names = [...new Set(unheard.map(({ seat }) => nameOf(view, seat)))].join(t("room.names_and"));
  const kind = health.state === "silent" ? "silent" : (health.why ?? "disk");
  const [what, safe, act] = ["what", "safe", "act"].map((part) => t(`health.${part}_${kind}`, { names }));
  return { what: what ?? "", safe: safe ?? "", act: act ?? "" };
}

/**
 * @param {View} view
 * @param {string} seat
 */
export function nameOf({ me, people }, seat) {
  return foreign(seat === me.seat ? me.name : (people[seat]?.name ?? ""));
}

/**
 * How far a meter goes, of a hundred.
 * @param {number | undefined} level -dBov
 */
export function loudness(level = STILL) {
  return Math.round((100 * Math.min(Math.max(STILL - level, 0), STILL - LOUD)) / (STILL - LOUD));
}

/** @param {number} octets */
export function size(octets) {
  return octets < MEGABYTE ? `${Math.round(octets / 1000)} KB` : `${(octets / MEGABYTE).toFixed(1)} MB`;
}
