/**
 * What follows from a sealed agreement: since when it is in force, until when it can be made enforceable, and when it is
 * not kept, which ways are open and which are not.
 *
 * @typedef {import("../../protocol.js").InForce} InForce
 * @typedef {import("../../protocol.js").LastDay} LastDay
 * @typedef {import("../../protocol.js").OfferedDocument} Offer
 * @typedef {import("../../protocol.js").Route} Route
 */

import { button, el } from "../../elements.js";
import { t } from "../../words.js";
import { dayInWords } from "../clock.js";
import { title } from "./kinds.js";

/** What both sides ask for together. */
const JOINT = new Set(["arbitration_review", "judicial_confirmation"]);
/** From this many days on somebody has to hurry. */
const SHORT = 5;

/**
 * @param {InForce} agreement
 * @param {readonly Offer[]} documents what can be made
 * @param {(offer: Offer, about: string) => void} open
 */
export function following(agreement, documents, open) {
  const own = documents.filter(({ about }) => about?.includes(agreement.paper));
  const joint = own.filter(({ kind }) => JOINT.has(kind));
  return el("section", { class: "following", testid: "following" }, [
    el("p", { testid: "in-force", text: t("document.in_force", { day: dayInWords(agreement.in_force) }) }),
    ...(joint.length > 0 ? [el("h3", { text: t("document.joint") }), el("ul", {}, joint.map((offer) => row(offer, () => open(offer, agreement.paper))))] : []),
    ...defaulted(agreement, own, (offer) => open(offer, agreement.paper)),
  ]);
}

/**
 * What somebody does whom a notice tells that there was no agreement.
 * @param {string | undefined} last until when it is safe, if that can be told
 */
export function failed(last) {
  return el("section", { class: "following", testid: "failed" }, [
    el("h3", { text: t("document.next") }),
    el("p", { text: t("document.failed") }),
    el("p", { text: t("document.failed_go") }),
    el("p", { class: "until", testid: "failed-last", text: last ? t("document.failed_last", { last: dayInWords(last) }) : t("document.failed_unknown") }),
  ]);
}

/**
 * A paper that can be made, or why not.
 * @param {Offer} offer
 * @param {(offer: Offer) => void} open
 */
export function row(offer, open) {
  const { kind, why = [], last } = offer;
  const state = offer.open ? "open" : "closed";
  return el("li", { testid: "document-offer", data: { kind, state } }, [
    el("strong", { text: title(kind) }),
    el("p", { text: t(`document.for_${kind}`) }),
    last ? until(last) : null,
    ...(offer.open ? [] : why.map((code) => el("p", { class: "quiet", text: reason(code) }))),
    offer.open ? button(t(`document.begin_${kind}`), () => open(offer), { testid: "document-begin", data: { kind } }) : null,
  ]);
}

/** @param {LastDay} last */
function until({ ends, safe, left }) {
  const key = left < 0 ? "over" : left === 0 ? "today" : "left";
  const data = { left: String(left), hurry: String(left <= SHORT) };
  const text = t(`document.last_${key}`, { left, ends: dayInWords(ends), safe: dayInWords(safe) });
  return el("p", { class: "until", testid: "document-last", data, text });
}

/**
 * @param {InForce} agreement
 * @param {readonly Offer[]} documents
 * @param {(offer: Offer) => void} open
 */
function defaulted({ overdue, routes }, documents, open) {
  if (overdue === undefined || routes === undefined) return [];
  return [
    el("h3", { text: t("document.not_kept") }),
    el("p", { testid: "overdue", text: t("document.overdue", { day: dayInWords(overdue) }) }),
    el("ul", { testid: "routes" }, routes.map((route) => way(route, documents, open))),
  ];
}

/**
 * @param {Route} route
 * @param {readonly Offer[]} documents
 * @param {(offer: Offer) => void} open
 */
function way({ route, open: isOpen, why = [], last }, documents, open) {
  const offer = documents.find(({ kind, open }) => kind === route && open);
  return el("li", { testid: "route", data: { route, state: isOpen ? "open" : "closed" } }, [
    el("strong", { text: t(`document.route_${route}`) }),
    isOpen ? el("p", { text: t(`document.route_for_${route}`) }) : null,
    isOpen && last ? until(last) : null,
    ...(isOpen ? [] : why.map((code) => el("p", { class: "quiet", text: reason(code) }))),
    offer ? button(t(`document.begin_${offer.kind}`), () => open(offer), { testid: "document-begin", data: { kind: offer.kind } }) : null,
  ]);
}

/** @param {string} code */
function reason(code) {
  const words = t(`document.why_${code}`);
  return words === `document.why_${code}` ? t("document.why_other") : words;
}
