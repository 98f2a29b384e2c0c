/**
 * The tabs beside the stage (WAI-ARIA authoring practices, "Tabs with automatic activation"). The page says which
 * there are: a tab names its panel with `aria-controls`, and nothing here has to know of a new one.
 */

import { part } from "../../elements.js";

/** Where the arrow keys lead from the tab at `index`. */
const STEPS = new Map([
  ["ArrowRight", 1],
  ["ArrowLeft", -1],
]);

export class Tabs {
  /** @type {HTMLElement[]} */
  #tabs = [...part("tabs").querySelectorAll("[role=tab]")].filter((tab) => tab instanceof HTMLElement);
  #shown;

  /** @param {(name: string) => void} shown is told which panel is in front now */
  constructor(shown) {
    this.#shown = shown;
    for (const tab of this.#tabs) tab.addEventListener("click", () => this.show(tab.dataset.tab ?? ""));
    part("tabs").addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * Bring a panel to the front.
   * @param {string} name
   */
  show(name) {
    for (const tab of this.#tabs) {
      const front = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(front));
      tab.tabIndex = front ? 0 : -1;
      panelOf(tab).hidden = !front;
    }
    this.#shown(name);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const index = this.#tabs.findIndex((tab) => tab === document.activeElement);
    const target = this.#target(event.key, index);
    if (target === undefined) return;
    event.preventDefault();
    this.show(target.dataset.tab ?? "");
    target.focus();
  }

  /**
   * @param {string} key
   * @param {number} index
   */
  #target(key, index) {
    if (key === "Home") return this.#tabs[0];
    if (key === "End") return this.#tabs.at(-1);
    const step = STEPS.get(key);
    return step === undefined ? undefined : this.#tabs.at((index + step) % this.#tabs.length);
  }
}

/** @param {HTMLElement} tab */
function panelOf(tab) {
  const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
  if (panel === null) throw new Error(`no panel for ${tab.id}`);
  return panel;
}
