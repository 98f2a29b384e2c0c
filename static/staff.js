/** A staff link presses its own button; what only fetches the page has signed nobody in. */

import { started } from "./started.js";
import { explain, load, t } from "./words.js";

load(document);
const form = /** @type {HTMLFormElement} */ (document.getElementById("enter-form"));
const problem = /** @type {HTMLElement} */ (document.querySelector("[data-testid=problem]"));
const signingIn = /** @type {HTMLElement} */ (document.querySelector("[data-testid=signing-in]"));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void enter();
});
/** @type {HTMLButtonElement} */ (form.querySelector("[data-testid=enter]")).disabled = false;
void enter();
started();

async function enter() {
  problem.hidden = true;
  signingIn.hidden = false;
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const response = await fetch(location.pathname, { method: "POST", headers, body: "{}" });
    const answer = await response.json();
    if (response.ok) return location.replace(answer.room);
    problem.textContent = explain(answer.code, answer.params);
  } catch {
    problem.textContent = t("link.offline");
  }
  signingIn.hidden = true;
  problem.hidden = false;
}
