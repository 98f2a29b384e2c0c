/** The list of cases: what is searched is asked as it is written, and stands in no address. */

import { begin } from "../colleague/head.js";
import { refusal, tell } from "../colleague/answers.js";
import { part, typedPart } from "../elements.js";
import { started } from "../started.js";
import { load, t } from "../words.js";

const PAUSE = 250;
/** Milliseconds in which somebody who writes presses the next key. */

load(document);
begin();
const box = typedPart("case-search", HTMLInputElement);
let waiting = 0;
/** @type {AbortController | null} */
let asking = null;

part("case-search-form").addEventListener("submit", (event) => {
  event.preventDefault();
  void search();
});
box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void search(), PAUSE);
});
if (box.value) {
  history.replaceState({ question: box.value }, "", "/cases");
} else if (history.state?.question) {
  box.value = history.state.question;
  void search();
}
started();

async function search() {
  clearTimeout(waiting);
  asking?.abort();
  const own = (asking = new AbortController());
  const found = part("cases-found");
  found.ariaBusy = "true";
  try {
    const body = new URLSearchParams({ q: box.value });
    const response = await fetch("/cases", { method: "POST", body, signal: own.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector('[data-testid="cases-found"]');
    if (!fresh) return tell(refusal(page.querySelector("[data-code]")?.getAttribute("data-code") ?? "internal"));
    found.replaceChildren(...fresh.childNodes);
    history.replaceState({ question: box.value }, "", "/cases");
    tell("");
  } catch {
    if (asking === own) tell(t("refusal.offline"));
  } finally {
    if (asking === own) found.ariaBusy = "false";
  }
}
