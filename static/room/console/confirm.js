/** A question before what cannot be taken back; it names what will happen, and its button is the verb. */

import { part, typedPart } from "../../elements.js";

/**
 * @param {{title: string, text: string, yes: string}} words
 * @returns {Promise<boolean>} false when it was closed in any other way
 */
export function confirmed({ title, text, yes }) {
  const dialog = typedPart("confirm", HTMLDialogElement);
  part("confirm-title").textContent = title;
  part("confirm-text").textContent = text;
  part("confirm-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
