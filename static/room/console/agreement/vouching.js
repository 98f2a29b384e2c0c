/**
 * What a host has seen with their own eyes: a worker's bank card, a worker's own consent. Pure.
 *
 * @typedef {import("../../../protocol.js").Terms} Terms
 * @typedef {import("../../../protocol.js").Settlement} Settlement
 * @typedef {{what: string, body: object} | null} Vouched where and what it is told; null: there is nothing like it yet
 */

import { at } from "./paths.js";

/**
 * The account of the payment in this place is the worker's own.
 * @param {Terms | undefined} terms
 * @param {string} where
 * @returns {Vouched}
 */
export function vouched(terms, where) {
  /** @type {import("../../../protocol.js").Payment | undefined} */
  const payment = terms && at(terms, item(where));
  return payment?.account ? { what: "account", body: { who: payment.worker, ...payment.account } } : null;
}

/**
 * The party in this place has agreed in person to the version that stands.
 * @param {Settlement | undefined} settlement
 * @param {string} where
 * @param {string} words
 * @returns {Vouched}
 */
export function consented(settlement, where, words) {
  const party = settlement && at(settlement.terms, item(where));
  return party ? { what: "consent", body: { who: party.seat, base: settlement.version, words } } : null;
}

/**
 * The item of a list that holds this place.
 * @param {string} where
 */
function item(where) {
  return where.replace(/\].*$/, "]");
}
