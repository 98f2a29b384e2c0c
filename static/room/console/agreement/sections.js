/**
 * The parts of an agreement's form, each one screenful that can be folded away.
 *
 * @typedef {import("../../../protocol.js").Terms} Terms
 * @typedef {import("../../../protocol.js").WageRow} WageRow
 * @typedef {import("./fields.js").Fields} Fields
 * @typedef {import("./fields.js").Sheet} Sheet
 * @typedef {{fields: Fields, sheet: Sheet, side: (group: string) => string}} Form
 */

import { button, el, labelled } from "../../../elements.js";
import { t } from "../../../words.js";
import { differences, duties, items, requests, undisputed } from "./matters.js";
import { at, freshId } from "./paths.js";
import { adder, group, named, people } from "./rows.js";

const BASES = ["days", "pieces", "monthly", "amount"];
const ROLES = ["employer", "subcontractor", "general_contractor", "labour_contractor", "owner"];
const LIABILITIES = ["direct", "advance", "joint"];
const REVIEWS = ["none", "arbitration", "court"];
const LABOURS = ["ended", "continues", "confirmed", "none"];
const INSURANCES = ["paid_up", "to_be_paid", "elsewhere"];

/**
 * @param {Form} form
 * @returns {{id: string, title: string, fields: HTMLElement[]}[]}
 */
export function sections(form) {
  return [
    { id: "parties", title: t("agreement.parties"), fields: parties(form) },
    { id: "requests", title: t("agreement.requests"), fields: requests(form) },
    { id: "undisputed", title: t("agreement.undisputed"), fields: undisputed(form) },
    { id: "wages", title: t("agreement.wages"), fields: wages(form) },
    { id: "differences", title: t("draft.differences"), fields: differences(form) },
    { id: "payments", title: t("agreement.payments"), fields: payments(form) },
    { id: "duties", title: t("agreement.duties"), fields: duties(form) },
    { id: "clauses", title: t("draft.clauses"), fields: clauses(form) },
    { id: "rest", title: t("agreement.rest"), fields: rest(form) },
  ];
}

/** @param {Form} form */
function parties(form) {
  const { fields, sheet, side } = form;
  const { parties, payers = [] } = sheet.terms();
  const bound = parties.map((party, index) => aParty(form, party, index));
  const payer = payers.map(({ group }, index) =>
    el("div", { class: "pair" }, [
      fields.choice(`payers[${index}].role`, t("draft.chain", { name: side(group) }), named(ROLES, (id) => t(`draft.chain_${id}`))),
      fields.choice(`payers[${index}].liability`, t("draft.liability"), named(LIABILITIES, (id) => t(`draft.liability_${id}`))),
    ]),
  );
  return [...bound, ...payer];
}

/**
 * Who they are outside this room; the name and who acts for them are their seat's.
 * @param {Form} form
 * @param {Terms["parties"][number]} party
 * @param {number} index
 */
function aParty({ fields }, { name, role, agent, organisation }, index) {
  const where = `parties[${index}]`;
  const params = { role: t(`agreement.role_${role}`), name };
  const title = agent ? t("agreement.party_by", { ...params, agent: agent.name }) : t("agreement.party", params);
  return el("div", { class: "group", data: { where }, attributes: { role: "group", "aria-label": title } }, [
    el("p", { text: title, attributes: { dir: "auto" } }),
    ...(role === "worker" ? [] : [fields.tick(`${where}.organisation`, t("draft.organisation"), true)]),
    el("div", { class: "pair" }, [
      fields.text(`${where}.number`, t(organisation ? "draft.credit_code" : "draft.identity"), { most: 18 }),
      fields.text(`${where}.telephone`, t("draft.telephone"), { most: 20 }),
    ]),
    fields.text(`${where}.address`, t("draft.address")),
    ...(organisation ? [fields.text(`${where}.legal_representative`, t("draft.legal"), { most: 100 })] : []),
  ]);
}

/** @param {Form} form */
function wages(form) {
  const { wages = [], parties } = form.sheet.terms();
  const workers = parties.filter(({ role }) => role === "worker");
  const rows = wages.map((row, index) => wageRow(form, row, index));
  const first = workers[0];
  if (first === undefined) return rows;
  const fresh = (/** @type {readonly WageRow[]} */ present) => ({
    id: freshId("row", present),
    worker: first.seat,
    basis: "days",
    quantity: { value: "0" },
    rate: { value: "0" },
  });
  return [...rows, adder(form, "wages", fresh, t("draft.add_row"))];
}

/**
 * @param {Form} form
 * @param {WageRow} row
 * @param {number} index
 */
function wageRow(form, row, index) {
  const { fields, sheet } = form;
  const where = `wages[${index}]`;
  const figure = (/** @type {string} */ name, /** @type {boolean} */ needed) =>
    fields.figure(`${where}.${name}`, t(`agreement.figure_${name}`), needed);
  const counted = row.basis === "amount" ? [figure("amount", true)] : [figure("quantity", true), figure("rate", true)];
  return group(form, where, t("draft.row", { number: index + 1 }), [
    el("div", { class: "pair" }, [
      fields.choice(`${where}.worker`, t("agreement.role_worker"), people(sheet.terms())),
      basis(form, row, where),
    ]),
    fields.text(`${where}.work`, t("draft.work")),
    el("div", { class: "pair" }, [fields.day(`${where}.begins`, t("draft.begins")), fields.day(`${where}.ends`, t("draft.ends"))]),
    ...counted,
    ...(row.basis === "monthly" ? [figure("days", false)] : []),
    figure("advances", false),
    figure("paid", false),
  ]);
}

/**
 * Another basis has other figures.
 * @param {Form} form
 * @param {WageRow} row
 * @param {string} where
 */
function basis({ sheet }, row, where) {
  const options = BASES.map((value) => el("option", { text: t(`agreement.basis_${value}`), attributes: { value } }));
  const field = el("select", { testid: "draft-field", data: { where: `${where}.basis` } }, options);
  field.value = row.basis;
  field.addEventListener("change", () => {
    const { quantity, rate, days, amount, ...kept } = /** @type {WageRow} */ (at(sheet.terms(), where));
    const chosen = /** @type {WageRow["basis"]} */ (field.value);
    const zero = { value: "0" };
    const figures =
      chosen === "amount" ? { amount: amount ?? zero } : { quantity: quantity ?? zero, rate: rate ?? zero };
    sheet.write(where, { ...kept, basis: chosen, ...figures, ...(chosen === "monthly" && days ? { days } : {}) }, true);
  });
  return labelled(t("draft.basis"), field);
}

/** @param {Form} form */
function payments(form) {
  const { payments = [], payers = [], parties } = form.sheet.terms();
  const worker = parties.find(({ role }) => role === "worker");
  const paying = payers[0]?.group ?? parties.find(({ role }) => role === "paying")?.group;
  const rows = payments.map((_, index) => payment(form, index));
  if (worker === undefined || paying === undefined) return rows;
  const fresh = (/** @type {readonly {id: string}[]} */ present) => ({
    id: freshId("payment", present),
    worker: worker.seat,
    payer: paying,
    item: "wages",
    amount: "0.00",
    instalments: [{ amount: "0.00" }],
  });
  return [...rows, adder(form, "payments", fresh, t("draft.add_payment"))];
}

/**
 * @param {Form} form
 * @param {number} index
 */
function payment(form, index) {
  const { fields, sheet, side } = form;
  const where = `payments[${index}]`;
  const { instalments = [], on_the_spot } = sheet.terms().payments?.[index] ?? {};
  const groups = [...new Set(sheet.terms().parties.filter(({ role }) => role !== "worker").map(({ group }) => group))];
  const later = on_the_spot
    ? []
    : [
        ...instalments.map((_, number) => instalment(form, where, number)),
        adder(form, `${where}.instalments`, () => ({ amount: "0.00" }), t("draft.add_instalment")),
        el("p", { class: "quiet", text: t("draft.account") }),
        el("div", { class: "pair" }, [
          fields.text(`${where}.account.holder`, t("draft.holder"), { most: 100 }),
          fields.text(`${where}.account.bank`, t("draft.bank"), { most: 100 }),
        ]),
        fields.text(`${where}.account.number`, t("draft.number"), { most: 32 }),
      ];
  return group(form, where, t("draft.payment", { number: index + 1 }), [
    el("div", { class: "pair" }, [
      fields.choice(`${where}.payer`, t("draft.payer"), groups.map((id) => [id, side(id)])),
      fields.choice(`${where}.worker`, t("draft.payee"), people(sheet.terms())),
    ]),
    el("div", { class: "pair" }, [
      fields.choice(`${where}.item`, t("draft.item"), items()),
      fields.number(`${where}.amount`, t("draft.amount")),
    ]),
    fields.tick(`${where}.on_the_spot`, t("draft.on_the_spot"), true),
    ...later,
  ]);
}

/**
 * @param {Form} form
 * @param {string} where
 * @param {number} index
 */
function instalment({ fields, sheet }, where, index) {
  const own = `${where}.instalments[${index}]`;
  return el("div", { class: "instalment", data: { where: own } }, [
    fields.number(`${own}.amount`, t("draft.instalment", { number: index + 1 })),
    fields.day(`${own}.due`, t("draft.due")),
    button("×", () => sheet.write(own, undefined, true), {
      testid: "draft-remove",
      attributes: { "aria-label": t("draft.remove_instalment", { number: index + 1 }) },
    }),
  ]);
}

/** @param {Form} form */
function clauses(form) {
  const { clauses = [] } = form.sheet.terms();
  const rows = clauses.map((_, index) => {
    const where = `clauses[${index}]`;
    return group(form, where, t("draft.clause", { number: index + 1 }), [
      form.fields.text(`${where}.heading`, t("draft.heading"), { needed: true }),
      form.fields.lines(`${where}.text`, t("draft.text"), { rows: 4, most: 4000, needed: true }),
    ]);
  });
  const fresh = (/** @type {readonly {id: string}[]} */ present) => ({ id: freshId("own", present), heading: "", text: "" });
  return [...rows, adder(form, "clauses", fresh, t("draft.add_clause"))];
}

/** @param {Form} form */
function rest({ fields, sheet }) {
  const { labour, insurance, settled } = sheet.terms();
  const every = settled === undefined ? "" : String(settled.everything);
  return [
    chosen(sheet, "labour", "status", t("draft.labour"), labour?.status, named(LABOURS, (id) => t(`agreement.labour_${id}`))),
    ...(labour
      ? [
          el("div", { class: "pair" }, [fields.day("labour.began", t("draft.began")), fields.day("labour.ended", t("draft.ended"))]),
          fields.tick("labour.certificate", t("agreement.certificate")),
          fields.lines("labour.handover", t("draft.handover"), { rows: 2 }),
        ]
      : []),
    chosen(sheet, "insurance", "statement", t("draft.insurance"), insurance?.statement, named(INSURANCES, (id) => t(`agreement.insurance_${id}`))),
    ...(insurance ? [fields.lines("insurance.text", t("draft.insurance_text"), { rows: 2 })] : []),
    el("div", { class: "pair" }, [
      fields.number("breach.penalty", t("draft.penalty"), { needed: false }),
      fields.number("breach.daily", t("draft.daily"), { needed: false }),
    ]),
    fields.tick("breach.accelerates", t("agreement.accelerates")),
    fields.lines("breach.text", t("draft.breach_text"), { rows: 2 }),
    settlement(sheet, every),
    ...(every === "false" ? [fields.lines("settled.text", t("draft.open"))] : []),
    fields.choice("review", t("draft.review"), named(REVIEWS, (id) => t(`draft.review_${id}`))),
    copies(sheet),
  ];
}

/**
 * A part of the terms that is there once its first question is answered.
 * @param {Sheet} sheet
 * @param {string} where
 * @param {string} name
 * @param {string} words
 * @param {string | undefined} value
 * @param {readonly (readonly [string, string])[]} choices
 */
function chosen(sheet, where, name, words, value, choices) {
  const options = [/** @type {const} */ (["", t("draft.unsaid")]), ...choices].map(([id, text]) =>
    el("option", { text, attributes: { value: id } }),
  );
  const field = el("select", { testid: "draft-field", data: { where: `${where}.${name}` } }, options);
  field.value = value ?? "";
  field.addEventListener("change", () => {
    if (field.value === "") sheet.write(where, undefined, true);
    else sheet.write(`${where}.${name}`, field.value, true);
  });
  return labelled(words, field);
}

/**
 * @param {Sheet} sheet
 * @param {string} every
 */
function settlement(sheet, every) {
  const choices = ["", "true", "false"].map((value) =>
    el("option", { text: t(`draft.settled_${value || "unsaid"}`), attributes: { value } }),
  );
  const field = el("select", { testid: "draft-field", data: { where: "settled" } }, choices);
  field.value = every;
  field.addEventListener("change", () =>
    sheet.write("settled", field.value === "" ? undefined : { everything: field.value === "true" }, true),
  );
  return labelled(t("draft.settled"), field);
}

/** @param {Sheet} sheet */
function copies(sheet) {
  const attributes = { type: "number", min: "1", max: "1000", inputmode: "numeric" };
  const field = el("input", { testid: "draft-field", data: { where: "copies" }, attributes });
  field.value = String(sheet.terms().copies);
  field.addEventListener("input", () => sheet.write("copies", Math.trunc(Number(field.value)) || 1));
  return labelled(t("draft.copies"), field);
}
