/**
 * Fields that are bound to a place in the terms. Each says which (`data-where`), so that a finding can lead to it.
 *
 * @typedef {import("../../../protocol.js").Terms} Terms
 * @typedef {object} Sheet the terms as they are being written
 * @property {() => Terms} terms
 * @property {(where: string, value: unknown, anew?: boolean) => void} write `anew`: other fields belong there now
 */

import { el, labelled } from "../../../elements.js";
import { t } from "../../../words.js";
import { figure } from "../../agreement/figure.js";
import { at } from "./paths.js";

export class Fields {
  #sheet;

  /** @param {Sheet} sheet */
  constructor(sheet) {
    this.#sheet = sheet;
  }

  /**
   * @param {string} where
   * @param {string} words
   * @param {{type?: string, most?: number, needed?: boolean}} [how] `needed`: left empty it is an empty text
   */
  text(where, words, { type = "text", most = 200, needed = false } = {}) {
    const attributes = { type, maxlength: String(most), dir: "auto", autocomplete: "off" };
    const field = el("input", { testid: "draft-field", data: { where }, attributes });
    field.value = at(this.#sheet.terms(), where) ?? "";
    field.addEventListener("input", () => this.#write(where, field.value.trim(), needed));
    return labelled(words, field);
  }

  /**
   * @param {string} where
   * @param {string} words
   */
  day(where, words) {
    return this.text(where, words, { type: "date" });
  }

  /**
   * @param {string} where
   * @param {string} words
   * @param {{rows?: number, most?: number, needed?: boolean}} [how]
   */
  lines(where, words, { rows = 3, most = 2000, needed = false } = {}) {
    const attributes = { rows: String(rows), maxlength: String(most), dir: "auto" };
    const field = el("textarea", { testid: "draft-field", data: { where }, attributes });
    field.value = at(this.#sheet.terms(), where) ?? "";
    field.addEventListener("input", () => this.#write(where, field.value.trim(), needed));
    return labelled(words, field);
  }

  /**
   * An amount or a quantity.
   * @param {string} where
   * @param {string} words
   * @param {{needed?: boolean}} [how] `needed`: left empty it is 0
   */
  number(where, words, { needed = true } = {}) {
    const attributes = { inputmode: "decimal", maxlength: "16", autocomplete: "off" };
    const field = el("input", { testid: "draft-field", data: { where }, attributes });
    const value = at(this.#sheet.terms(), where) ?? "";
    field.value = /^0+(\.0*)?$/.test(value) ? "" : value;
    field.addEventListener("input", () => {
      const written = figure(field.value);
      this.#sheet.write(where, written === "" ? (needed ? "0" : undefined) : written);
    });
    return labelled(words, field);
  }

  /**
   * @param {string} where
   * @param {string} words
   * @param {readonly (readonly [value: string, words: string])[]} choices the first one stands for nothing when it is ""
   * @param {boolean} [anew]
   */
  choice(where, words, choices, anew = false) {
    const options = choices.map(([value, text]) => el("option", { text, attributes: { value } }));
    const field = el("select", { testid: "draft-field", data: { where } }, options);
    field.value = at(this.#sheet.terms(), where) ?? choices[0]?.[0] ?? "";
    field.addEventListener("change", () => this.#sheet.write(where, field.value || undefined, anew));
    return labelled(words, field);
  }

  /**
   * @param {string} where
   * @param {string} words
   * @param {boolean} [anew]
   */
  tick(where, words, anew = false) {
    const field = el("input", { testid: "draft-field", data: { where }, attributes: { type: "checkbox" } });
    field.checked = at(this.#sheet.terms(), where) === true;
    field.addEventListener("change", () => this.#sheet.write(where, field.checked || undefined, anew));
    return el("label", { class: "check" }, [field, el("span", { text: words })]);
  }

  /**
   * A figure of the wage table, and what each side says to it.
   * @param {string} where
   * @param {string} words
   * @param {boolean} needed otherwise it is not there when it is left empty
   */
  figure(where, words, needed) {
    const attributes = { inputmode: "decimal", maxlength: "16", autocomplete: "off" };
    const field = el("input", { testid: "draft-field", data: { where }, attributes });
    const found = at(this.#sheet.terms(), where);
    field.value = found?.value === "0" ? "" : (found?.value ?? "");
    const stands = ["worker", "payer"].map((side) => this.#stand(where, side, words));
    field.addEventListener("input", () => {
      const value = figure(field.value);
      const before = at(this.#sheet.terms(), where) ?? {};
      this.#sheet.write(where, value === "" && !needed ? undefined : { ...before, value: value || "0" });
    });
    return el("div", { class: "figure" }, [labelled(words, field), ...stands]);
  }

  /**
   * @param {string} where
   * @param {string} side
   * @param {string} words
   */
  #stand(where, side, words) {
    const options = ["open", "agreed", "disputed"].map((stand) =>
      el("option", { text: t(`draft.stand_${stand}`), attributes: { value: stand } }),
    );
    const name = t(`draft.stand_${side}`);
    const attributes = { "aria-label": `${words}: ${name}` };
    const field = el("select", { testid: "draft-field", data: { where: `${where}.${side}` }, attributes }, options);
    field.value = at(this.#sheet.terms(), `${where}.${side}`) ?? "open";
    field.addEventListener("change", () => {
      if (at(this.#sheet.terms(), where)) this.#sheet.write(`${where}.${side}`, field.value);
    });
    return labelled(name, field);
  }

  /**
   * @param {string} where
   * @param {string} text
   * @param {boolean} needed
   */
  #write(where, text, needed) {
    this.#sheet.write(where, text === "" && !needed ? undefined : text);
  }
}
