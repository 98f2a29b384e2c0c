/** Asks before something that cannot be taken back. */

import { part, typedPart } from "../elements.js";

/**
 * @param {string} title
 * @param {string} text
 * @param {string} yes what the pressing does
 * @returns {Promise<boolean>}
 */
export function ask(title, text, yes) {
  const dialog = typedPart("confirm", HTMLDialogElement);
  part("confirm-title").textContent = title;
  part("confirm-text").textContent = text;
  part("confirm-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}
