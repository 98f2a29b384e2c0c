/**
 * One clause as it is read back, or the list of what is each paper's own.
 *
 * @typedef {import("./many.js").Clause & {rows?: import("./many.js").Row[]}} Clause
 */

import { el } from "../../elements.js";
import { inBlock } from "../../foreign.js";
import { t } from "../../words.js";
import { sum } from "./wages.js";

/**
 * @param {Clause} clause
 * @returns {HTMLElement[]}
 */
export function written({ heading, text, rows }) {
  const title = el("h3", { text: inBlock(heading), attributes: { dir: "auto" } });
  return [title, ...(rows ? [total(rows), ...rows.map(listed)] : text.split("\n").map(line))];
}

/** @param {import("./many.js").Row[]} rows */
function total(rows) {
  const amount = sum(rows.map(({ amount }) => amount));
  return el("p", { testid: "sign-total", text: t("sign.list_total", { count: rows.length, amount }) });
}

/** @param {string} text */
function line(text) {
  return el("p", { text: inBlock(text), attributes: { dir: "auto" } });
}

/**
 * Whose paper, how much, and what stands on no other.
 * @param {import("./many.js").Row} row
 */
function listed({ id, name, amount, number, clauses }) {
  const head = el("h4", {}, [el("span", { text: name }), el("span", { text: t("sign.list_amount", { amount }) })]);
  return el("section", { class: "listed", testid: "sign-listed", data: { paper: id } }, [
    head,
    el("p", { class: "quiet", text: t("sign.list_number", { number }) }),
    ...clauses.map(({ text }) => line(text)),
  ]);
}
