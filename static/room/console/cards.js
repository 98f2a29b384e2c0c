/**
 * Prompt cards: what a mediator wants at hand and not in the head. What is put aside waits below.
 *
 * @typedef {import("./kept.js").Kept} Kept
 */

import { part } from "../../elements.js";
import { t } from "../../words.js";

const ASIDE = "cards-aside";

export class Cards {
  /** @type {HTMLElement[]} in the order of a session */
  #cards = [...part("cards").children].filter((card) => card instanceof HTMLElement);
  #aside;
  #kept;

  /** @param {Kept} kept */
  constructor(kept) {
    this.#kept = kept;
    this.#aside = new Set(kept.get(ASIDE).split(" "));
    for (const card of this.#cards) {
      card.querySelector("button")?.addEventListener("click", () => this.#toggle(card));
    }
    this.#arrange();
  }

  /** @param {HTMLElement} card */
  #toggle(card) {
    const name = card.dataset.card ?? "";
    if (!this.#aside.delete(name)) this.#aside.add(name);
    this.#kept.set(ASIDE, [...this.#aside].join(" "));
    card.removeAttribute("open");
    this.#arrange();
    // The card went elsewhere, and the focus with it: stay where one was reading.
    card.querySelector("summary")?.focus();
  }

  #arrange() {
    for (const card of this.#cards) {
      const aside = this.#aside.has(card.dataset.card ?? "");
      part(aside ? "cards-aside" : "cards").append(card);
      const toggle = card.querySelector("button");
      if (toggle) toggle.textContent = t(aside ? "console.card_back" : "console.card_aside");
    }
    part("cards-aside-title").hidden = part("cards-aside").children.length === 0;
  }
}
