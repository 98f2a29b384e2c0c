/**
 * What is due when by a sealed agreement: a list on its card, with what one has to say of it. Whoever pays says that they
 * have paid; the worker, on their own seat, that it has arrived.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("./performance.js").Row} Row
 * @typedef {import("./performance.js").Claim} Claim
 * @typedef {import("./performance.js").Receipt} Receipt
 * @typedef {import("./payment-dialog.js").Purpose} Purpose
 */

import { button, el } from "../../elements.js";
import { t } from "../../words.js";
import { dayInWords, now, ofDate } from "../clock.js";
import { open, said, standing, today } from "./performance.js";

/**
 * What there is of a paper; null: nothing is due by it.
 * @param {string} paperId
 * @param {Paper | undefined} paper
 * @param {((purpose: Purpose) => void) | null} act null: one only looks
 */
export function payments(paperId, paper, act) {
  const rows = paper?.performance ?? [];
  if (rows.length === 0) return null;
  const many = new Set(rows.map(({ payment }) => payment)).size > 1;
  return el("section", { class: "payments", testid: "payments" }, [
    el("h3", { text: t("payment.title") }),
    el("ul", {}, rows.map((row) => line(row, many, act && ((purpose) => act({ ...purpose, paperId }))))),
  ]);
}

/**
 * What the list shows, to be compared: it changes with the day too.
 * @param {Paper | undefined} paper
 */
export function shows(paper) {
  return paper?.performance && [paper.performance, today(now())];
}

/**
 * @param {Row} row
 * @param {boolean} many whether there are several payments
 * @param {((purpose: Omit<Purpose, "paperId">) => void) | null} act
 */
function line(row, many, act) {
  const state = standing(row, today(now()));
  const { amount, received, left, claimed, over, part, mine } = row;
  const data = { state, payment: row.payment, part: String(part) };
  const more = [
    state !== "paid" && received !== "0.00" ? t("payment.part", { received, left }) : "",
    // The worker is asked in a place of its own.
    claimed !== "0.00" && mine?.what !== "receive" ? t("payment.claimed", { amount: claimed }) : "",
    over !== "0.00" ? t("payment.over", { amount: over }) : "",
  ];
  return el("li", { testid: "payment", data }, [
    el("div", { class: "head" }, [
      el("strong", { text: t("payment.amount", { amount }) }),
      el("span", { class: "badge", testid: "payment-state", text: t(`payment.state_${state}`) }),
    ]),
    el("p", { class: "when", text: [many ? t(`agreement.item_${row.item}`) : "", when(row)].filter(Boolean).join(t("payment.comma")) }),
    ...more.filter(Boolean).map((text) => el("p", { text })),
    history(row, act),
    act && mine && state !== "paid" ? way(row, act) : null,
  ]);
}

/** @param {Row} row */
function when({ due, on_the_spot, worker, payer }) {
  const people = t("payment.people", { worker, payer });
  if (on_the_spot) return t("payment.on_the_spot", { people });
  return due ? t("payment.due", { day: dayInWords(due), people }) : t("payment.no_day", { people });
}

/**
 * @param {Row} row
 * @param {(purpose: Omit<Purpose, "paperId">) => void} act
 */
function way(row, act) {
  const what = row.mine?.what ?? "pay";
  const waiting = what === "receive" && open(row).length > 0;
  const make = { class: waiting ? "wide" : "primary wide", testid: `payment-${what}` };
  return button(t(waiting ? "payment.receive_other" : `payment.${what}`), () => act({ what, row }), make);
}

/**
 * What was said of it: what waits for one's word stands open, the rest behind a fold.
 * @param {Row} row
 * @param {((purpose: Omit<Purpose, "paperId">) => void) | null} act
 */
function history(row, act) {
  const all = said(row);
  if (all.length === 0) return null;
  const waits = act && row.mine?.what === "receive" ? open(row) : [];
  const rest = all.filter(({ entry }) => !waits.some(({ id }) => id === entry.id));
  return el("div", { class: "said" }, [
    ...waits.map((claim) => asks(row, claim, /** @type {NonNullable<typeof act>} */ (act))),
    rest.length === 0
      ? null
      : el("details", { testid: "payment-said" }, [
          el("summary", { text: t("payment.said", { count: rest.length }) }),
          el("ul", {}, rest.map((one) => (one.kind === "claim" ? aClaim(row, one.entry, act) : aReceipt(row, one.entry, act)))),
        ]),
  ]);
}

/**
 * @param {Row} row
 * @param {Claim} claim
 * @param {(purpose: Omit<Purpose, "paperId">) => void} act
 */
function asks(row, claim, act) {
  return el("div", { class: "asks", testid: "payment-asks" }, [
    el("p", { text: t("payment.asks", told(claim)), attributes: { dir: "auto" } }),
    claim.reference ? el("p", { class: "quiet", text: t("payment.reference", { reference: claim.reference }) }) : null,
    el("div", { class: "choices" }, [
      button(t("payment.arrived"), () => act({ what: "receive", row, claim }), { class: "primary", testid: "payment-arrived" }),
      button(t("payment.not_arrived"), () => act({ what: "deny", row, claim }), { testid: "payment-deny" }),
    ]),
  ]);
}

/**
 * @param {Row} row
 * @param {Claim} claim
 * @param {((purpose: Omit<Purpose, "paperId">) => void) | null} act
 */
function aClaim(row, claim, act) {
  const own = act && row.mine?.seat === claim.seat && (claim.state === "open" || claim.state === "denied");
  return el("li", { testid: "payment-claim", data: { state: claim.state } }, [
    el("p", { text: t(`payment.claim_${claim.state}`, { ...told(claim), reason: claim.reason ?? "" }), attributes: { dir: "auto" } }),
    claim.reference ? el("p", { class: "quiet", text: t("payment.reference", { reference: claim.reference }) }) : null,
    act && row.mine?.what === "receive" && claim.state === "denied"
      ? button(t("payment.after_all"), () => act({ what: "receive", row, claim }), { class: "link take", testid: "payment-after-all" })
      : null,
    own ? correct(row, claim, act) : null,
  ]);
}

/**
 * @param {Row} row
 * @param {Receipt} receipt
 * @param {((purpose: Omit<Purpose, "paperId">) => void) | null} act
 */
function aReceipt(row, receipt, act) {
  const back = receipt.withdrawn !== undefined;
  const key = back ? "withdrawn" : receipt.session ? "session" : "later";
  const own = act && !back && row.mine?.what === "receive" && row.mine.seat === receipt.seat;
  return el("li", { testid: "payment-receipt", data: { state: back ? "withdrawn" : "stands" } }, [
    el("p", { text: t(`payment.receipt_${key}`, { ...told(receipt), reason: receipt.withdrawn ?? "" }), attributes: { dir: "auto" } }),
    own ? correct(row, receipt, act) : null,
  ]);
}

/**
 * @param {Row} row
 * @param {Claim | Receipt} entry
 * @param {(purpose: Omit<Purpose, "paperId">) => void} act
 */
function correct(row, entry, act) {
  return button(t("payment.correct"), () => act({ what: "withdraw", row, entry }), { class: "link take", testid: "payment-withdraw" });
}

/** @param {Claim | Receipt} entry */
function told({ name, amount, day, way, at }) {
  return { name, amount, day: dayInWords(day), way: t(`payment.way_${way}`), at: ofDate(at) };
}
