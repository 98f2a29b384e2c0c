/** Asks for a few words before something is done with them. */

import { part, typedPart } from "../../elements.js";

/**
 * @param {{title: string, label: string, yes: string, text?: string, empty?: boolean}} words `empty`: nothing may be said
 * @returns {Promise<string | null>} null when it was closed in any other way
 */
export function asked({ title, label, yes, text = "", empty = false }) {
  const dialog = typedPart("reason", HTMLDialogElement);
  const field = typedPart("reason-text", HTMLTextAreaElement);
  part("reason-title").textContent = title;
  part("reason-label").textContent = label;
  part("reason-yes").textContent = yes;
  field.value = text;
  field.required = !empty;
  dialog.returnValue = "";
  // It is written beside the record: asked for from another tab it would lie in what is hidden.
  document.body.append(dialog);
  part("reason-no").onclick = () => dialog.close("");
  dialog.showModal();
  return new Promise((resolve) => {
    const close = () => resolve(dialog.returnValue === "yes" ? field.value.trim() : null);
    dialog.addEventListener("close", close, { once: true });
  });
}
