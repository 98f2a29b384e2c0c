/** A supervisor opens the separate talks of a session. */

import { busy, post, tell } from "../colleague/answers.js";
import { part, typedPart } from "../elements.js";

export function beginGlass() {
  if (!document.querySelector('[data-testid="glass"]')) return;
  const form = typedPart("glass-form", HTMLFormElement);
  const button = typedPart("glass-break", HTMLButtonElement);
  const reason = typedPart("glass-reason", HTMLTextAreaElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, async () => {
      const answer = await post(new URL(form.action).pathname, { reason: reason.value });
      if (answer.ok) location.reload();
      else tell(answer.words);
    });
  });
  button.disabled = false;
  part("glass").dataset["ready"] = "true";
}
