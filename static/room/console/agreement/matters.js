/**
 * The parts of the form that say what is asked, what nobody disputes, what was agreed beside the table of wages, and
 * what is to be done besides paying.
 *
 * @typedef {import("../../../protocol.js").Terms} Terms
 * @typedef {import("./sections.js").Form} Form
 */

import { el } from "../../../elements.js";
import { t } from "../../../words.js";
import { freshId } from "./paths.js";
import { adder, group, named, people } from "./rows.js";

/** @param {Form} form */
export function requests(form) {
  const { fields, sheet } = form;
  const { requests = [], parties } = sheet.terms();
  const rows = requests.map((_, index) => {
    const where = `requests[${index}]`;
    return group(form, where, t("draft.request", { number: index + 1 }), [
      el("div", { class: "pair" }, [
        fields.choice(`${where}.by`, t("draft.request_by"), parties.map(({ seat, name }) => [seat, name])),
        fields.number(`${where}.amount`, t("draft.request_amount"), { needed: false }),
      ]),
      fields.choice(`${where}.item`, t("draft.item"), items()),
      fields.lines(`${where}.text`, t("draft.request_text"), { rows: 2, needed: true }),
    ]);
  });
  const first = people(sheet.terms())[0]?.[0] ?? parties[0]?.seat;
  return first === undefined ? rows : [...rows, adder(form, "requests", () => ({ by: first, text: "", item: "wages" }), t("draft.add_request"))];
}

/** @param {Form} form */
export function undisputed(form) {
  const { fields, sheet } = form;
  const rows = (sheet.terms().undisputed ?? []).map((_, index) => {
    const where = `undisputed[${index}]`;
    return group(form, where, t("draft.fact", { number: index + 1 }), [
      fields.lines(`${where}.text`, t("draft.fact_text"), { rows: 2, needed: true }),
    ]);
  });
  return [...rows, adder(form, "undisputed", () => ({ text: "" }), t("draft.add_fact"))];
}

/**
 * One for each worker at most.
 * @param {Form} form
 */
export function differences(form) {
  const { fields, sheet } = form;
  const { differences = [] } = sheet.terms();
  const workers = people(sheet.terms());
  const rows = differences.map((_, index) => {
    const where = `differences[${index}]`;
    return group(form, where, t("draft.difference", { number: index + 1 }), [
      el("div", { class: "pair" }, [
        fields.choice(`${where}.worker`, t("agreement.role_worker"), workers),
        fields.number(`${where}.amount`, t("draft.difference_amount")),
      ]),
      fields.text(`${where}.reason`, t("draft.difference_reason"), { needed: true }),
    ]);
  });
  const taken = new Set(differences.map(({ worker }) => worker));
  const free = workers.find(([seat]) => !taken.has(seat))?.[0];
  return free === undefined ? rows : [...rows, adder(form, "differences", () => ({ worker: free, amount: "0.00", reason: "" }), t("draft.add_difference"))];
}

/** @param {Form} form */
export function duties(form) {
  const { fields, sheet, side } = form;
  const { duties = [], parties } = sheet.terms();
  const sides = [...new Set(parties.map(({ group }) => group))];
  const rows = duties.map((_, index) => {
    const where = `duties[${index}]`;
    return group(form, where, t("draft.duty", { number: index + 1 }), [
      el("div", { class: "pair" }, [
        fields.choice(`${where}.group`, t("draft.duty_side"), [["", t("draft.duty_outsider")], ...named(sides, side)]),
        fields.text(`${where}.name`, t("draft.duty_name"), { most: 100, needed: true }),
      ]),
      fields.lines(`${where}.text`, t("draft.duty_text"), { rows: 2, needed: true }),
      fields.day(`${where}.due`, t("draft.due")),
    ]);
  });
  const payer = parties.find(({ role }) => role !== "worker") ?? parties[0];
  const fresh = (/** @type {readonly {id: string}[]} */ present) => ({
    id: freshId("duty", present),
    name: payer?.name ?? "",
    text: "",
    ...(payer ? { group: payer.group } : {}),
  });
  return [...rows, adder(form, "duties", fresh, t("draft.add_duty"))];
}

export const ITEMS = [
  "wages",
  "overtime",
  "severance",
  "injury_medical",
  "injury_compensation",
  "double_wage",
  "leave",
  "other",
];

export function items() {
  return named(ITEMS, (id) => t(`agreement.item_${id}`));
}
