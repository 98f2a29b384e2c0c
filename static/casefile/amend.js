/** A clerk corrects or strikes a line of the record, for a reason. */

import { busy, post, tell } from "../colleague/answers.js";

export function beginAmending() {
  for (const form of document.querySelectorAll('[data-testid="amend-form"]')) {
    if (form instanceof HTMLFormElement) begin(form);
  }
}

/** @param {HTMLFormElement} form */
function begin(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = event.submitter;
    if (!(pressed instanceof HTMLButtonElement)) return;
    const given = new FormData(form);
    const text = pressed.dataset["testid"] === "amend-strike" ? null : String(given.get("text"));
    const version = Number(form.dataset["version"]);
    void busy(pressed, async () => {
      const answer = await post(new URL(form.action).pathname, { version, text, reason: String(given.get("reason")) });
      if (answer.ok) location.reload();
      else tell(answer.words);
    });
  });
  for (const button of form.querySelectorAll("button")) button.disabled = false;
}
