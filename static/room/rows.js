/**
 * A list whose rows are made anew only when what they show has changed: a button must not vanish under the finger, and
 * whoever works by keyboard must not be sent back to the top of the page.
 *
 * @typedef {{id: string, key: string, make: () => HTMLElement}} Row `key`: what the row shows; equal means the same
 */

import { arrange } from "../elements.js";

export class Rows {
  /** @type {Map<string, {key: string, element: HTMLElement}>} by id */
  #rows = new Map();
  #list;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** @param {Row[]} rows in their order */
  render(rows) {
    const focused = this.#focused();
    const before = this.#rows;
    this.#rows = new Map();
    for (const { id, key, make } of rows) {
      const known = before.get(id);
      this.#rows.set(id, known?.key === key ? known : { key, element: make() });
    }
    arrange(this.#list, [...this.#rows.values()].map(({ element }) => element));
    if (focused && !this.#list.contains(document.activeElement)) this.#refocus(focused);
  }

  /** In which row the focus is, and on what. */
  #focused() {
    const at = document.activeElement;
    const [id] = [...this.#rows].find(([, { element }]) => element.contains(at)) ?? [];
    if (id === undefined || !(at instanceof HTMLElement)) return null;
    return { id, testid: at.dataset["testid"] ?? "" };
  }

  /** @param {{id: string, testid: string}} focused */
  #refocus({ id, testid }) {
    const row = this.#rows.get(id)?.element;
    const target = row?.querySelector(`[data-testid="${testid}"]`) ?? row?.querySelector("[tabindex], button");
    const next = target ?? this.#list.querySelector("button");
    if (next instanceof HTMLElement) next.focus();
  }
}
