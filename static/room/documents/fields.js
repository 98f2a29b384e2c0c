/**
 * What a paper has to be told before it can be made: a field for each name that the server gives. A name that this page
 * has no special field for is a line of text.
 *
 * @typedef {import("../../protocol.js").InForce} InForce
 * @typedef {object} Asked
 * @property {HTMLElement} element
 * @property {() => Record<string, unknown>} told nothing of what was left empty
 * @property {() => string} missing what is still missing, in words; "" when nothing is
 * @property {() => string} text what is kept for the next time
 *
 * @typedef {object} About
 * @property {string} kind
 * @property {string} [known] what was told the last time
 * @property {InForce["parts"]} [parts] what was due by the agreement
 * @property {Record<string, string>} [people] by seat, who it can be about
 * @property {Record<string, string>} [attendees] by seat, who may be noted as not signing it
 * @property {Record<string, string>} [debtors] by side, who owes it
 */

import { el, labelled } from "../../elements.js";
import { t } from "../../words.js";
import { figure } from "../agreement/figure.js";
import { dayInWords } from "../clock.js";
import { today } from "./kinds.js";

/** @type {Readonly<Record<string, readonly string[]>>} the first is chosen at first */
const CHOICES = { ending: ["no_agreement", "unwilling", "expired", "not_signed"], counted: ["known", "ended"] };
/** @type {Readonly<Record<string, Record<string, string>>>} */
const KINDS = {
  telephone: { type: "tel", maxlength: "40" },
  online: { type: "url", inputmode: "url" },
};
/** What may stay empty. */
const MAY_BE_EMPTY = new Set(["address", "telephone", "online", "service_address", "consent", "declined", "remark"]);
/** What is told with another field, or is as it should be when it is not told. */
const BESIDE = new Set(["unknown", "papers", "steps"]);

/**
 * The fields for these names.
 * @param {readonly string[]} names
 * @param {(name: string) => About} about
 * @returns {Map<string, Asked>}
 */
export function fields(names, about) {
  return new Map(names.filter((name) => !BESIDE.has(name)).map((name) => [name, field(name, about(name))]));
}

/**
 * @param {string} name
 * @param {About} about
 * @returns {Asked}
 */
function field(name, about) {
  if (name === "about") return choice(name, Object.entries(about.people ?? {}), about.known);
  if (name === "since") return day(name, about.known);
  if (name === "paid") return amounts(about.parts ?? []);
  if (name === "against") return debtor(about.debtors ?? {});
  if (name === "unsigned") return absent(about.attendees ?? {});
  const values = CHOICES[name];
  if (values) return choice(name, values.map((value) => [value, t(`document.${name}_${value}`)]), about.known);
  return line(name, about);
}

/**
 * @param {string} name
 * @param {[value: string, words: string][]} choices
 * @param {string} [known]
 * @returns {Asked}
 */
function choice(name, choices, known = "") {
  const options = choices.map(([value, text]) => el("option", { text, attributes: { value } }));
  const select = el("select", { testid: "document-field", data: { field: name } }, options);
  if (choices.some(([value]) => value === known)) select.value = known;
  const text = () => select.value;
  return { element: labelled(t(`document.field_${name}`), select), told: () => ({ [name]: text() }), missing: () => "", text };
}

/**
 * Asked only where several owe it.
 * @param {Record<string, string>} debtors
 * @returns {Asked}
 */
function debtor(debtors) {
  const several = Object.entries(debtors);
  if (several.length > 1) return choice("against", several);
  return { element: el("div", { class: "nothing" }), told: () => ({}), missing: () => "", text: () => "" };
}

/**
 * @param {string} name
 * @param {About} about
 * @returns {Asked}
 */
function line(name, { kind, known = "" }) {
  const words = name === "to" ? t(`document.field_to_${kind}`) : t(`document.field_${name}`);
  const empty = MAY_BE_EMPTY.has(name);
  const input = written(name, { type: "text", maxlength: "200", ...KINDS[name] });
  input.value = known;
  const text = () => input.value.trim();
  return {
    element: labelled(empty ? words + t("document.may_be_empty") : words, input),
    told: () => (text() === "" ? {} : { [name]: text() }),
    missing: () => (empty || text() !== "" ? "" : words),
    text,
  };
}

/**
 * A day, or why nobody can tell it.
 * @param {string} name
 * @param {string} [known]
 * @returns {Asked}
 */
function day(name, known = "") {
  const input = written(name, { type: "date" });
  input.value = known;
  const words = t(`document.field_${name}`);
  const box = el("input", { testid: "document-unknown", attributes: { type: "checkbox" } });
  const why = written("unknown", { type: "text", maxlength: "500" });
  const reason = labelled(t("document.field_unknown"), why);
  const dated = el("div", { class: "fields" }, [labelled(words, input), el("p", { class: "quiet", text: t(`document.hint_${name}`) })]);
  reason.hidden = true;
  box.addEventListener("change", () => {
    reason.hidden = !box.checked;
    dated.hidden = box.checked;
  });
  const tick = el("label", { class: "check" }, [box, el("span", { text: t("document.not_known") })]);
  const [text, excuse] = [() => input.value, () => why.value.trim()];
  return {
    element: el("div", { class: "fields" }, [dated, tick, reason]),
    told: () => (box.checked ? { unknown: excuse() } : { [name]: text() }),
    missing: () => (box.checked ? (excuse() === "" ? t("document.field_unknown") : "") : text() === "" ? words : ""),
    text,
  };
}

/**
 * What was paid of each part that was due; left empty it is nothing.
 * @param {InForce["parts"]} parts
 * @returns {Asked}
 */
function amounts(parts) {
  const inputs = parts.filter(({ due }) => due < today()).map((part) => {
    const input = written("paid", { inputmode: "decimal", maxlength: "16" });
    const words = t("document.field_paid", { day: dayInWords(part.due), amount: part.amount });
    return { part, input, element: labelled(words, input) };
  });
  const told = () => {
    const paid = inputs.map(({ part: { payment, instalment }, input }) => ({ payment, instalment, amount: figure(input.value) }));
    const some = paid.filter(({ amount }) => Number(amount) > 0);
    return some.length > 0 ? { paid: some } : {};
  };
  return { element: el("div", { class: "fields" }, inputs.map(({ element }) => element)), told, missing: () => "", text: () => "" };
}

/**
 * Who will not sign, and why; folded away, for mostly all do.
 * @param {Record<string, string>} people
 * @returns {Asked}
 */
function absent(people) {
  const inputs = Object.entries(people).map(([seat, name]) => {
    const input = written("unsigned", { type: "text", maxlength: "200" });
    return { seat, input, element: labelled(t("document.field_unsigned", { name }), input) };
  });
  const noted = () => inputs.map(({ seat, input }) => ({ seat, why: input.value.trim() })).filter(({ why }) => why !== "");
  const element = el("details", { class: "fields", testid: "document-unsigned" }, [
    el("summary", { text: t("document.unsigned") }),
    el("p", { class: "quiet", text: t("document.hint_unsigned") }),
    ...inputs.map((one) => one.element),
  ]);
  const told = () => (noted().length > 0 ? { unsigned: noted() } : {});
  return { element, told, missing: () => "", text: () => "" };
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function written(name, attributes) {
  return el("input", { testid: "document-field", data: { field: name }, attributes: { dir: "auto", autocomplete: "off", ...attributes } });
}
