/**
 * A host's and the clerk's keys. They can be turned off (WCAG 2.2, 2.1.4): speech input types letters.
 */

import { part, typedPart } from "../../elements.js";

/** Keys and the buttons that they press. */
const BUTTONS = new Map([
  ["1", "rejoin"],
  ["s", "separate"],
  ["r", "record"],
  ["m", "mute"],
  ["v", "camera"],
  ["q", "quiet"],
  ["?", "help-open"],
]);

export class Shortcuts {
  #papers;
  #on = typedPart("keys-on", HTMLInputElement);

  /** @param {Record<string, () => void>} papers by key: what brings a field of a panel */
  constructor(papers) {
    this.#papers = papers;
    const help = typedPart("help", HTMLDialogElement);
    part("help-open").addEventListener("click", () => help.showModal());
    part("help-close").addEventListener("click", () => help.close());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return press("undo");
    if (typing(event.target) || !this.#on.checked || event.repeat) return;
    this.#act(event);
  }

  /** @param {KeyboardEvent} event */
  #act(event) {
    const key = event.key.toLowerCase();
    const button = BUTTONS.get(key);
    if (button) press(button);
    else if (/^[2-9]$/.test(key)) visit(Number(key) - 2);
    else if (key === "a") press("admit");
    else if (Object.hasOwn(this.#papers, key)) {
      // The letter must not be typed into the field that it brings.
      event.preventDefault();
      this.#papers[key]?.();
    }
  }
}

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
}

/** @param {string} testid of the first such button, if there is one */
function press(testid) {
  const button = document.querySelector(`[data-testid="${testid}"]`);
  if (button instanceof HTMLElement && button.getClientRects().length > 0) button.click();
}

/** @param {number} index */
function visit(index) {
  const buttons = document.querySelectorAll("[data-testid=visits] button");
  if (buttons[index] instanceof HTMLElement) buttons[index].click();
}
