/** The administrator's page: invite, reset, disable, give roles. The page is drawn anew after each change. */

import { part, typedPart } from "../elements.js";
import { copy } from "../link/copying.js";
import { started } from "../started.js";
import { load, t } from "../words.js";
import { busy, post, tell } from "./answers.js";
import { ask } from "./asking.js";
import { begin } from "./head.js";

load(document);
begin();
const role = typedPart("add-role", HTMLSelectElement);

role.addEventListener("change", () => {
  part("duty").textContent = t(`duty.${role.value}`);
});
part("add-form").addEventListener("submit", (event) => {
  event.preventDefault();
  void busy(part("add"), add);
});
for (const person of document.querySelectorAll('[data-testid="person"]')) {
  if (person instanceof HTMLElement) listen(person);
}
part("link-copy").addEventListener("click", () => void copyLink());
part("link-close").addEventListener("click", () => location.reload());
typedPart("link-dialog", HTMLDialogElement).addEventListener("cancel", (event) => event.preventDefault());
started();

/** @param {HTMLElement} person */
function listen(person) {
  const path = `/accounts/${person.dataset["account"]}`;
  const who = person.dataset["person"] ?? "";
  for (const button of person.querySelectorAll("button")) {
    const work = button.dataset["testid"] === "reset" ? reset : disable;
    button.addEventListener("click", () => void busy(button, () => work(path, who)));
  }
  const select = person.querySelector("select");
  select?.addEventListener("change", () => void setRole(path, who, select));
}

async function add() {
  const name = typedPart("add-name", HTMLInputElement).value.trim();
  const answer = await post("/accounts", { name, role: role.value });
  if (answer.ok) showLink(name, answer.value["link"]);
  else tell(answer.words);
}

/**
 * @param {string} path
 * @param {string} who
 */
async function reset(path, who) {
  const sure = await ask(t("accounts.reset_title", { name: who }), t("accounts.reset_text"), t("accounts.reset"));
  if (!sure) return;
  const answer = await post(`${path}/reset`);
  if (answer.ok) showLink(who, answer.value["link"]);
  else tell(answer.words);
}

/**
 * @param {string} path
 * @param {string} who
 */
async function disable(path, who) {
  const sure = await ask(t("accounts.disable_title", { name: who }), t("accounts.disable_text"), t("accounts.disable"));
  if (!sure) return;
  const answer = await post(`${path}/disable`);
  if (answer.ok) location.reload();
  else tell(answer.words);
}

/**
 * @param {string} path
 * @param {string} who
 * @param {HTMLSelectElement} select
 */
async function setRole(path, who, select) {
  const wanted = t(`post.${select.value}`);
  const text = t("accounts.role_text", { role: wanted, duty: t(`duty.${select.value}`) });
  const sure = await ask(t("accounts.role_title", { name: who }), text, t("accounts.role_change"));
  const answer = sure ? await post(`${path}/role`, { role: select.value }) : null;
  if (answer?.ok) return location.reload();
  select.value = [...select.options].find((option) => option.defaultSelected)?.value ?? select.value;
  if (answer && !answer.ok) tell(answer.words);
}

/**
 * @param {string} who
 * @param {string} link
 */
function showLink(who, link) {
  tell("");
  part("link-title").textContent = t("accounts.link_for", { name: who });
  typedPart("link", HTMLInputElement).value = link;
  typedPart("link-dialog", HTMLDialogElement).showModal();
}

async function copyLink() {
  const field = typedPart("link", HTMLInputElement);
  const done = await copy(field.value, field);
  field.hidden = false;
  part("link-copied").textContent = t(done ? "accounts.copied" : "accounts.by_hand");
}
