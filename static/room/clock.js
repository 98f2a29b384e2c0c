/** The server's time, and how it is told to people. */

import { lang, t } from "../words.js";

let offset = 0;

/**
 * Take the server's clock, which all times on the wire are of.
 * @param {string} serverTime
 */
export function set(serverTime) {
  offset = Date.parse(serverTime) - Date.now();
}

/** The present moment by the server's clock, in milliseconds. */
export function now() {
  return Date.now() + offset;
}

/**
 * "since 14:05, 3 minutes"
 * @param {string} time
 */
export function since(time) {
  const minutes = Math.max(0, Math.floor((now() - Date.parse(time)) / 60_000));
  return t(minutes < 1 ? "room.since_now" : "room.since", { time: ofDay(time), minutes });
}

/** @param {string} time */
export function ofDay(time) {
  const format = new Intl.DateTimeFormat(lang(), { hour: "2-digit", minute: "2-digit", hour12: false });
  return format.format(new Date(time));
}

/** @param {string} time */
export function ofDate(time) {
  const format = new Intl.DateTimeFormat(lang(), { dateStyle: "medium", timeStyle: "short", hour12: false });
  return format.format(new Date(time));
}

/**
 * A day, which has no time and is the same everywhere; what is none stays as it is.
 * @param {string} day YYYY-MM-DD
 */
export function dayInWords(day) {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.valueOf())) return day;
  return new Intl.DateTimeFormat(lang(), { dateStyle: "long", timeZone: "UTC" }).format(at);
}
