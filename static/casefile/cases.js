/** The list of cases: what is searched stands in no address, and is asked when it is written to its end: it is noted. */

import { begin } from "../colleague/head.js";
import { refusal, tell } from "../colleague/answers.js";
import { part, typedPart } from "../elements.js";
import { started } from "../started.js";
import { load, t } from "../words.js";

load(document);
begin();
const box = typedPart("case-search", HTMLInputElement);
/** @type {AbortController | null} */
let asking = null;

part("case-search-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const more = event instanceof SubmitEvent && event.submitter instanceof HTMLButtonElement ? event.submitter.value : "";
  void search(more);
});
box.addEventListener("input", () => {
  if (!box.value) void search();
});
if (box.value) {
  history.replaceState({ question: box.value }, "", "/cases");
} else if (history.state?.question) {
  box.value = history.state.question;
  void search();
}
started();

/** @param {string} [from] where to go on */
async function search(from = "") {
  asking?.abort();
  const own = (asking = new AbortController());
  const found = part("cases-found");
  found.ariaBusy = "true";
  try {
    const body = new URLSearchParams({ q: box.value, from });
    const response = await fetch("/cases", { method: "POST", body, signal: own.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector('[data-testid="cases-found"]');
    if (!fresh) return tell(refusal(page.querySelector("[data-code]")?.getAttribute("data-code") ?? "internal"));
    found.replaceChildren(...fresh.childNodes);
    if (from) found.scrollIntoView({ block: "start" });
    history.replaceState({ question: box.value }, "", "/cases");
    tell("");
  } catch {
    if (asking === own) tell(t("refusal.offline"));
  } finally {
    if (asking === own) found.ariaBusy = "false";
  }
}
