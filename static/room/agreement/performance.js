/**
 * What is due by a sealed agreement and how it stands. Pure.
 *
 * @typedef {import("../../protocol.js").PerformanceRow} Row
 * @typedef {import("../../protocol.js").PaymentClaim} Claim
 * @typedef {import("../../protocol.js").PaymentReceipt} Receipt
 * @typedef {Row["state"] | "overdue"} Standing
 */

import { figure } from "./figure.js";

const BEIJING_MS = 8 * 3_600_000;

/**
 * The day that it is in China, where money falls due.
 * @param {number} now milliseconds since 1970
 */
export function today(now) {
  return new Date(now + BEIJING_MS).toISOString().slice(0, 10);
}

/**
 * @param {Row} row
 * @param {string} day
 * @returns {boolean} whether the day is over on which all of it had to be there
 */
export function late({ state, due }, day) {
  return state !== "paid" && due !== undefined && due < day;
}

/**
 * @param {Row} row
 * @param {string} day
 * @returns {Standing}
 */
export function standing(row, day) {
  return late(row, day) && row.state !== "disputed" ? "overdue" : row.state;
}

/**
 * What the worker has still to answer.
 * @param {Row} row
 */
export function open({ claims }) {
  return claims.filter(({ state }) => state === "open");
}

/**
 * An amount as people write it, as the server wants it; null for what is none.
 * @param {string} written
 */
export function amountOf(written) {
  const plain = figure(written);
  const found = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!found || /^[0.]*$/.test(plain)) return null;
  const [, whole = "", rest = ""] = found;
  return `${whole.replace(/^0+(?=\d)/, "")}.${rest.padEnd(2, "0")}`;
}

/**
 * How much the first is more than the second, if it is; both as the server writes them.
 * @param {string} amount
 * @param {string} other
 */
export function beyond(amount, other) {
  const more = cents(amount) - cents(other);
  return more > 0n ? `${more / 100n}.${String(more % 100n).padStart(2, "0")}` : null;
}

/** @param {string} amount */
function cents(amount) {
  return BigInt(amount.replace(".", ""));
}

/**
 * In the order in which they were said, newest last.
 * @param {Row} row
 * @returns {({kind: "claim", entry: Claim} | {kind: "receipt", entry: Receipt})[]}
 */
export function said({ claims, receipts }) {
  const all = [
    ...claims.map((entry) => ({ kind: /** @type {const} */ ("claim"), entry })),
    ...receipts.map((entry) => ({ kind: /** @type {const} */ ("receipt"), entry })),
  ];
  return all.sort((one, other) => one.entry.at.localeCompare(other.entry.at));
}
