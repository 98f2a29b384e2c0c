/** A party's link: consents and code go to the server; the answer is the room's address, or what is wrong. */

import { fetchAhead } from "./ahead.js";
import { Countdown } from "./components/countdown.js";
import { define } from "./components/define.js";
import { Listen } from "./components/listen.js";
import { canCall } from "./link/calls.js";
import { copy } from "./link/copying.js";
import { started } from "./started.js";
import { explain, load, t } from "./words.js";

load(document);
define({ "yt-countdown": Countdown, "yt-listen": Listen });
const form = /** @type {HTMLFormElement} */ (document.getElementById("enter-form"));
const problem = /** @type {HTMLElement} */ (form.querySelector("[data-testid=problem]"));
const enter = /** @type {HTMLButtonElement} */ (form.querySelector("[data-testid=enter]"));

const byVoice = canCall();

showOutside();
if (!byVoice) enter.textContent = t("link.enter_writing");
if (!navigator.cookieEnabled) part("no-cookies").hidden = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void submit();
});
// Without this script the button would do nothing but write the code into the address.
enter.disabled = false;
started();
fetchAhead();

async function submit() {
  problem.hidden = true;
  const missing = form.querySelector("[data-required]:not(:checked)");
  if (missing instanceof HTMLElement) return refuse("consent_needed", missing);
  // A device that has the seat already is not asked for a code.
  const code = form.elements.namedItem("code");
  if (code instanceof HTMLInputElement && code.value.trim() === "") return refuse("code_needed", code);
  busy(true);
  try {
    await knock(code instanceof HTMLInputElement ? code.value.trim() : "");
  } catch {
    tell(t("link.offline"));
  }
  busy(false);
}

/** @param {string} code */
async function knock(code) {
  const response = await fetch(location.pathname, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      code,
      consents: [...form.querySelectorAll("[name=consent]:checked")].map((box) => box.getAttribute("value")),
      share_with: new FormData(form).get("share_with") || null,
      lang: document.documentElement.lang,
    }),
  });
  const answer = await response.json();
  if (response.ok) location.assign(answer.room);
  else tell(explain(answer.code, answer.params));
}

/**
 * @param {string} code
 * @param {HTMLElement} where
 */
function refuse(code, where) {
  tell(explain(code), where.closest(".consent, .field") ?? enter);
  where.focus();
}

/**
 * @param {string} words
 * @param {Element} [before] what they are about: on a phone the rest of the page is out of sight
 */
function tell(words, before = enter) {
  before.before(problem);
  problem.textContent = words;
  problem.hidden = false;
}

/** @param {boolean} working */
function busy(working) {
  enter.disabled = working;
  enter.textContent = t(working ? "link.entering" : byVoice ? "link.enter" : "link.enter_writing");
}

/** The way out of an app: at hand where it may be needed, open where nothing else helps. */
function showOutside() {
  const card = /** @type {HTMLDetailsElement} */ (part("outside"));
  const inApp = card.dataset.app !== "";
  card.hidden = byVoice && !inApp;
  card.open = !byVoice;
  if (byVoice && inApp) part("outside-title").textContent = t("link.inside_able");
  const button = part("copy");
  button.addEventListener("click", () => void copyLink(button.dataset.address ?? ""));
}

/** @param {string} address */
async function copyLink(address) {
  const copied = await copy(address, /** @type {HTMLInputElement} */ (part("address")));
  part("copied").textContent = t(copied ? "link.copied" : "link.copy_by_hand");
}

/**
 * @param {string} testid
 * @returns {HTMLElement}
 */
function part(testid) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-testid=${testid}]`));
}
