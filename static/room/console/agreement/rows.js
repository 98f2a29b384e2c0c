/**
 * What the parts of an agreement's form are made of: a group of fields that can be taken out, and one more behind them.
 *
 * @typedef {import("../../../protocol.js").Terms} Terms
 * @typedef {import("./sections.js").Form} Form
 */

import { button, el } from "../../../elements.js";
import { t } from "../../../words.js";
import { at } from "./paths.js";

/**
 * @param {Form} form
 * @param {string} where
 * @param {string} title
 * @param {HTMLElement[]} fields
 */
export function group({ sheet }, where, title, fields) {
  const remove = button(t("draft.remove"), () => sheet.write(where, undefined, true), {
    class: "link take",
    testid: "draft-remove",
    attributes: { "aria-label": t("draft.remove_what", { what: title }) },
  });
  const head = el("div", { class: "title-row" }, [el("h3", { text: title }), remove]);
  return el("div", { class: "group", data: { where }, attributes: { role: "group", "aria-label": title } }, [head, ...fields]);
}

/**
 * One more, behind those that are there when it is pressed: what was typed since the form was drawn is in them.
 * @param {Form} form
 * @param {string} where
 * @param {(present: any[]) => unknown} fresh
 * @param {string} words
 */
export function adder({ sheet }, where, fresh, words) {
  const add = () => {
    const present = at(sheet.terms(), where) ?? [];
    sheet.write(where, [...present, fresh(present)], true);
  };
  return button(words, add, { testid: "draft-add", data: { where } });
}

/**
 * @param {readonly string[]} ids
 * @param {(id: string) => string} words
 * @returns {[string, string][]}
 */
export function named(ids, words) {
  return ids.map((id) => [id, words(id)]);
}

/**
 * @param {Terms} terms
 * @returns {[string, string][]}
 */
export function people({ parties }) {
  return parties.flatMap(({ seat, name, role }) => (role === "worker" ? [[seat, name]] : []));
}
