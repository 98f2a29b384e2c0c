/** Files to take away: a reason is asked for, and the form itself fetches the file. */

import { typedPart } from "../elements.js";

export function beginFiles() {
  const buttons = document.querySelectorAll('[data-testid="download"]');
  if (!buttons.length) return;
  const dialog = typedPart("reason-dialog", HTMLDialogElement);
  const form = typedPart("reason-form", HTMLFormElement);
  const reason = typedPart("reason", HTMLTextAreaElement);
  for (const button of buttons) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.disabled = false;
    button.addEventListener("click", () => {
      form.action = button.dataset["action"] ?? "";
      dialog.showModal();
    });
  }
  form.addEventListener("submit", (event) => {
    if (!reason.value.trim()) return event.preventDefault();
    // The form is sent first; the page stays, because a file comes.
    setTimeout(() => {
      dialog.close();
      reason.value = "";
    });
  });
  typedPart("reason-close", HTMLButtonElement).addEventListener("click", () => dialog.close());
}
