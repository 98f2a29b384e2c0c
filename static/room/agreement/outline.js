/**
 * What an agreement says, in plain lines: to be read on the page, read aloud, and compared with what it said before.
 *
 * @typedef {import("../../protocol.js").Terms} Terms
 * @typedef {import("../../protocol.js").WageRow} WageRow
 * @typedef {import("../../protocol.js").Figure} Figure
 * @typedef {import("../../protocol.js").Payment} Payment
 * @typedef {{id: string, title: string, lines: string[]}} Section `id`: what a comment on it names
 * @typedef {(group: string) => string} Side a side's name
 */

import { t } from "../../words.js";
import { dayInWords } from "../clock.js";
import { arrears, owed } from "./wages.js";

/**
 * @param {Terms} terms
 * @param {Side} side
 * @returns {Section[]} without those that have nothing in them
 */
export function outline(terms, side) {
  const name = naming(terms);
  return [
    { id: "parties", title: t("agreement.parties"), lines: partyLines(terms, side) },
    { id: "requests", title: t("agreement.requests"), lines: (terms.requests ?? []).map((request) => aRequest(request, name)) },
    { id: "undisputed", title: t("agreement.undisputed"), lines: (terms.undisputed ?? []).map(({ text }) => text) },
    { id: "wages", title: t("agreement.wages"), lines: wageLines(terms, name) },
    { id: "payments", title: t("agreement.payments"), lines: paymentLines(terms, name, side) },
    { id: "duties", title: t("agreement.duties"), lines: (terms.duties ?? []).map((duty) => aDuty(duty)) },
    ...(terms.clauses ?? []).map(({ id, heading, text }) => ({ id, title: heading, lines: text.split("\n") })),
    { id: "rest", title: t("agreement.rest"), lines: restLines(terms) },
  ].filter(({ lines }) => lines.length > 0);
}

/**
 * Pieces to be read aloud, one for each section.
 * @param {readonly Section[]} sections
 */
export function spokenParts(sections) {
  return sections.map(({ title, lines }) => [title, ...lines].join("\n"));
}

/** @param {Terms} terms */
function naming({ parties }) {
  const names = new Map(parties.map(({ seat, name }) => [seat, name]));
  return (/** @type {string} */ seat) => names.get(seat) ?? "";
}

/**
 * @param {Terms} terms
 * @param {Side} side
 */
function partyLines({ parties, payers = [] }, side) {
  const paying = payers.map(({ group, role, liability }) =>
    t("agreement.payer", { name: side(group), role: t(`agreement.chain_${role}`), liability: t(`agreement.liability_${liability ?? "direct"}`) }),
  );
  return [...parties.map((party) => aParty(party)), ...paying];
}

/** @param {Terms["parties"][number]} party */
function aParty({ name, role, agent, number, address, telephone, legal_representative }) {
  const params = { role: t(`agreement.role_${role}`), name };
  const who = agent ? t("agreement.party_by", { ...params, agent: agent.name }) : t("agreement.party", params);
  const known = [legal_representative, number, address, telephone].filter((each) => each !== undefined);
  return known.length > 0 ? t("agreement.party_known", { who, known: known.join(t("agreement.and")) }) : who;
}

/**
 * @param {NonNullable<Terms["requests"]>[number]} request
 * @param {(seat: string) => string} name
 */
function aRequest({ by, text, amount }, name) {
  return amount
    ? t("agreement.request_sum", { name: name(by), text, amount })
    : t("agreement.request", { name: name(by), text });
}

/**
 * @param {Terms} terms
 * @param {(seat: string) => string} name
 */
function wageLines({ wages = [], differences = [] }, name) {
  const total = wages.length > 1 ? [t("agreement.wages_total", { amount: owed(wages) })] : [];
  const settled = differences.map(({ worker, amount, reason }) =>
    t("agreement.difference", { name: name(worker), amount, reason }),
  );
  return [...wages.map((row) => aRow(row, name)), ...total, ...settled];
}

/**
 * @param {WageRow} row
 * @param {(seat: string) => string} name
 */
function aRow(row, name) {
  const { gross, owed } = arrears(row);
  const reckoned = t(`agreement.row_${row.basis}`, {
    quantity: row.quantity?.value ?? "0",
    rate: row.rate?.value ?? "0",
    gross,
  });
  const rest = row.days ? [t("agreement.row_rest", { days: row.days.value })] : [];
  const less = [
    ...(row.advances ? [t("agreement.row_advances", { amount: row.advances.value })] : []),
    ...(row.paid ? [t("agreement.row_paid", { amount: row.paid.value })] : []),
  ];
  const said = t("agreement.row", { name: name(row.worker), work: row.work ?? t(`agreement.basis_${row.basis}`) });
  return [said, reckoned, ...rest, ...less, t("agreement.row_owed", { amount: owed }), stand(row)].join("");
}

/**
 * Which figures are not agreed by both.
 * @param {WageRow} row
 */
function stand(row) {
  const disputed = figures(row).filter(([, { worker, payer }]) => worker === "disputed" || payer === "disputed");
  if (disputed.length === 0) return "";
  const names = disputed.map(([name]) => t(`agreement.figure_${name}`)).join(t("agreement.and"));
  return t("agreement.row_disputed", { names });
}

/**
 * The figures that a row has, by name.
 * @param {WageRow} row
 * @returns {[name: string, figure: Figure][]}
 */
export function figures({ quantity, rate, days, amount, advances, paid }) {
  /** @type {[string, Figure | undefined][]} */
  const all = Object.entries({ quantity, rate, days, amount, advances, paid });
  return all.flatMap(([name, figure]) => (figure ? [[name, figure]] : []));
}

/**
 * @param {Terms} terms
 * @param {(seat: string) => string} name
 * @param {Side} side
 */
function paymentLines({ payments = [] }, name, side) {
  return payments.flatMap((payment) => {
    const { worker, payer, item, amount } = payment;
    const params = { payer: side(payer), name: name(worker), amount, item: t(`agreement.item_${item}`) };
    return [t("agreement.payment", params), ...howPaid(payment)];
  });
}

/** @param {Payment} payment */
function howPaid({ on_the_spot, account, instalments = [] }) {
  if (on_the_spot) return [t("agreement.on_the_spot")];
  const parts = instalments.map(({ amount, due }, index) =>
    t("agreement.instalment", { number: index + 1, amount, due: due ? dayInWords(due) : t("agreement.no_day") }),
  );
  return account ? [...parts, t("agreement.account", { ...account })] : parts;
}

/** @param {NonNullable<Terms["duties"]>[number]} duty */
function aDuty({ name, text, due }) {
  return t("agreement.duty", { name, text }) + (due ? t("agreement.duty_due", { due: dayInWords(due) }) : "");
}

/** @param {Terms} terms */
function restLines({ labour, insurance, breach, settled, review, copies }) {
  return [
    ...(labour ? [t(`agreement.labour_${labour.status}`) + (labour.ended ? dayInWords(labour.ended) : "")] : []),
    ...(labour?.began ? [t("agreement.labour_began", { day: dayInWords(labour.began) })] : []),
    ...(labour?.certificate ? [t("agreement.certificate")] : []),
    ...(labour?.handover ? [labour.handover] : []),
    ...(insurance ? [t(`agreement.insurance_${insurance.statement}`)] : []),
    ...(insurance?.text ? [insurance.text] : []),
    ...(breach ? breachLines(breach) : []),
    ...(settled ? [settled.everything ? t("agreement.settled_all") : (settled.text ?? t("agreement.settled_part"))] : []),
    ...(review === "none" ? [] : [t(`agreement.review_${review}`)]),
    t("agreement.copies", { count: copies }),
  ];
}

/** @param {NonNullable<Terms["breach"]>} breach */
function breachLines({ penalty, daily, accelerates, text }) {
  return [
    ...(penalty ? [t("agreement.penalty", { amount: penalty })] : []),
    ...(daily ? [t("agreement.daily", { percent: daily })] : []),
    ...(accelerates ? [t("agreement.accelerates")] : []),
    ...(text ? [text] : []),
  ];
}
