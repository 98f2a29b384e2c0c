/** The server's time, and how it is told to people. */

import { lang, t } from "../words.js";
import { el } from "./elements.js";

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

/**
 * The same as an element that goes on by itself with `tick`.
 * @param {string} time
 */
export function sinceElement(time) {
  return el("span", { class: "since", text: since(time), data: { since: time } });
}

/** Bring what `sinceElement` made up to date. */
export function tick() {
  for (const element of document.querySelectorAll("[data-since]")) {
    if (element instanceof HTMLElement) element.textContent = since(element.dataset.since ?? "");
  }
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
