/** Bundles of a case: asked for, watched while they are made, fetched; and, for a supervisor, let out or not. */

import { busy, get, post, refusal, tell } from "../colleague/answers.js";
import { part, typedPart } from "../elements.js";
import { t } from "../words.js";
import { Watch } from "./watch.js";

/**
 * @typedef {object} Bundle
 * @property {string} id
 * @property {string} stage
 * @property {string} profile
 * @property {string} asked_at
 * @property {string} lapses_at
 * @property {string} by
 * @property {string} reason
 * @property {string[]} ordered
 * @property {number} progress
 * @property {boolean} own whether whoever looks asked for it: who takes out what another asked for says why
 * @property {boolean} may_decide
 * @property {boolean} may_fetch
 * @property {{number: string, sender: string}} [letter]
 * @property {{by: string, reason: string}} [verdict]
 */

const PROBLEM = "bundle-problem";

const watch = new Watch({ ask: () => get(path()), show, tell: (silent) => (part("bundle-unanswered").hidden = !silent) });

/** The bundle that was asked for here: it is fetched as soon as it is ready. */
let awaited = "";

export function beginBundles() {
  if (!document.querySelector('[data-testid="bundles"]')) return;
  if (document.querySelector('[data-testid="bundle-form"]')) beginAsking();
  typedPart("reason-close", HTMLButtonElement).addEventListener("click", () => dialog().close());
  void watch.look();
}

function beginAsking() {
  const form = typedPart("bundle-form", HTMLFormElement);
  const button = typedPart("bundle-download", HTMLButtonElement);
  const profile = typedPart("bundle-profile", HTMLSelectElement);
  const reason = typedPart("bundle-reason", HTMLInputElement);
  const filing = reason.value;
  profile.addEventListener("change", () => {
    for (const only of form.querySelectorAll("[data-for]")) {
      if (only instanceof HTMLElement) only.hidden = only.dataset["for"] !== profile.value;
    }
    part("bundle-about").textContent = t(`bundles.about_${profile.value}`);
    if (profile.value !== "joint" && reason.value === filing) reason.value = "";
    button.lastElementChild?.replaceChildren(t(profile.value === "court" ? "bundles.ask" : "bundles.download"));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, () => ask(form));
  });
  button.disabled = false;
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  tell("", PROBLEM);
  const given = new FormData(form);
  const profile = String(given.get("profile"));
  const order = { profile, reason: given.get("reason") };
  if (profile === "party") Object.assign(order, { party: given.get("party") });
  const body = new FormData();
  const letter = given.get("letter");
  if (profile === "court") {
    const { letter_number, letter_sender } = Object.fromEntries(given);
    Object.assign(order, { letter_number, letter_sender, ordered: given.getAll("ordered") });
  }
  body.append("order", new Blob([JSON.stringify(order)], { type: "application/json" }));
  if (profile === "court" && letter instanceof File && letter.size) body.append("letter", letter);
  try {
    const response = await fetch(path(), { method: "POST", headers: { Accept: "application/json" }, body });
    const value = await response.json();
    if (!response.ok) return tell(refusal(value.code, value.params ?? {}), PROBLEM);
    if (value.stage === "making") awaited = value.id;
    await watch.look();
  } catch {
    tell(t("refusal.offline"), PROBLEM);
  }
}

/** @param {{bundles: Bundle[]}} told */
function show({ bundles: found }) {
  part("bundle-list").replaceChildren(...found.map(row));
  part("bundle-none").hidden = found.length > 0;
  const ready = found.find((each) => each.id === awaited && each.stage !== "making");
  if (ready) {
    awaited = "";
    if (ready.may_fetch) fetchBundle(ready);
  }
  return found.some((each) => each.stage === "making");
}

/** @param {Bundle} bundle */
function row(bundle) {
  const item = document.createElement("li");
  item.dataset["testid"] = "bundle";
  item.dataset["stage"] = bundle.stage;
  const what = document.createElement("span");
  what.className = "what";
  const head = line("span", `${t(`bundle.profile.${bundle.profile}`)} · ${t(`bundles.stage.${bundle.stage}`)}`);
  what.append(head, ...facts(bundle).map((text) => line("small", text)));
  item.append(what);
  if (bundle.stage === "making") {
    const bar = document.createElement("progress");
    bar.value = bundle.progress;
    bar.setAttribute("aria-label", t("bundles.making"));
    item.append(bar);
  }
  if (bundle.may_fetch) item.append(button("bundle-fetch", "bundles.fetch", () => fetchBundle(bundle)));
  if (bundle.letter && bundle.stage !== "gone") what.append(letter(bundle));
  if (bundle.may_decide) {
    const choices = document.createElement("span");
    choices.className = "choices";
    choices.append(button("bundle-approve", "bundles.approve", () => decide(bundle, true)));
    choices.append(button("bundle-refuse", "bundles.refuse", () => decide(bundle, false)));
    item.append(choices);
  }
  return item;
}

/** @param {Bundle} bundle */
function letter(bundle) {
  const link = document.createElement("a");
  link.href = `${path()}/${bundle.id}/letter`;
  link.dataset["testid"] = "bundle-letter";
  link.textContent = t("bundles.see_letter");
  return link;
}

/** @param {Bundle} bundle */
function facts(bundle) {
  const told = [t("bundles.row", { name: bundle.by, date: day(bundle.asked_at) }), bundle.reason];
  if (bundle.letter) told.push(t("bundles.letter_row", bundle.letter));
  if (bundle.ordered.length) {
    told.push(t("bundles.ordered_row", { kinds: bundle.ordered.map((kind) => t(`bundle.kind.${kind}`)).join(" · ") }));
  }
  if (bundle.verdict) {
    told.push(t("bundles.verdict_row", { name: bundle.verdict.by, reason: bundle.verdict.reason }));
  }
  if (bundle.stage === "ready") told.push(t("bundles.until", { date: day(bundle.lapses_at) }));
  return told;
}

/**
 * China's time, as everywhere on these pages.
 * @param {string} at
 */
function day(at) {
  const lang = document.documentElement.lang;
  return new Date(at).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" });
}

/**
 * @param {"span" | "small"} tag
 * @param {string} text
 */
function line(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (tag === "small") made.className = "quiet";
  return made;
}

/**
 * @param {string} testid
 * @param {string} words
 * @param {() => void} pressed
 */
function button(testid, words, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset["testid"] = testid;
  made.textContent = t(words);
  made.addEventListener("click", pressed);
  return made;
}

/** @param {Bundle} bundle */
function fetchBundle(bundle) {
  if (bundle.own) return send(bundle, "");
  askWhy(t("bundles.fetch_title"), t("bundles.fetch"), async (reason) => {
    if (!reason) return;
    dialog().close();
    send(bundle, reason);
  });
}

/**
 * A form fetches the file: the page stays.
 * @param {Bundle} bundle
 * @param {string} reason
 */
function send(bundle, reason) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = `${path()}/${bundle.id}/download`;
  form.hidden = true;
  const why = document.createElement("input");
  why.name = "reason";
  why.value = reason;
  form.append(why);
  document.body.append(form);
  form.submit();
  form.remove();
}

/**
 * @param {Bundle} bundle
 * @param {boolean} approved
 */
function decide(bundle, approved) {
  const title = t(approved ? "bundles.approve_title" : "bundles.refuse_title");
  askWhy(title, t(approved ? "bundles.approve" : "bundles.refuse"), async (reason) => {
    const answer = await post(`${path()}/${bundle.id}/verdict`, { approved, reason });
    dialog().close();
    tell(answer.ok ? "" : answer.words);
    await watch.look();
  });
}

/**
 * @param {string} title
 * @param {string} go what the button says
 * @param {(reason: string) => Promise<void>} given closes the dialog when it has done what it is for
 */
function askWhy(title, go, given) {
  const form = typedPart("reason-form", HTMLFormElement);
  const button = typedPart("reason-go", HTMLButtonElement);
  part("reason-title").textContent = title;
  button.textContent = go;
  form.reset();
  form.onsubmit = (event) => {
    event.preventDefault();
    void busy(button, () => given(String(new FormData(form).get("reason") ?? "").trim()));
  };
  dialog().showModal();
}

function dialog() {
  return typedPart("reason-dialog", HTMLDialogElement);
}

function path() {
  return part("bundles").dataset["path"] ?? "";
}
