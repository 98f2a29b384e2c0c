/** One's own account: factors, recovery codes, sessions. The page is drawn anew after each change. */

import { part, typedPart } from "../elements.js";
import { started } from "../started.js";
import { load, t } from "../words.js";
import { busy, post, submits, tell } from "./answers.js";
import { ask } from "./asking.js";
import { begin } from "./head.js";
import { canUse, create } from "./passkeys.js";
import { showCodes } from "./recovery-codes.js";
import { showSecret, writtenCode } from "./totp.js";

load(document);
begin();

/** What the service offered for a new authenticator or passkey. @type {Record<string, any>} */
let offer = {};

each("change-password", async () => dialog("password-dialog").showModal());
each("change-totp", beginTotp);
each("add-passkey", addPasskey);
each("renew-codes", renewCodes);
each("remove-passkey", removePasskey);
each("revoke", revoke);
each("revoke-others", revokeOthers);
submits("password-form", "password-save", savePassword);
submits("totp-form", "totp-save", saveTotp);
part("codes-done").addEventListener("click", () => location.reload());
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog")?.close());
}
dialog("codes-dialog").addEventListener("cancel", (event) => event.preventDefault());
started();

/**
 * @param {string} testid
 * @param {(button: HTMLElement) => Promise<void>} work
 */
function each(testid, work) {
  for (const button of document.querySelectorAll(`[data-testid="${testid}"]`)) {
    if (button instanceof HTMLElement) button.addEventListener("click", () => void busy(button, () => work(button)));
  }
}

/** @param {string} testid */
function dialog(testid) {
  return typedPart(testid, HTMLDialogElement);
}

/**
 * Tells what was refused; what needs a fresh sign-in offers it.
 * @param {{code: string, words: string}} refused
 * @param {string} [where]
 */
function refused(refused, where) {
  const again = refused.code === "sign_in_again" || refused.code === "not_signed_in";
  if (again) for (const open of document.querySelectorAll("dialog[open]")) if (open instanceof HTMLDialogElement) open.close();
  tell(refused.words, again ? "problem" : where);
  part("again").hidden = !again;
}

async function savePassword() {
  const password = typedPart("new-password", HTMLInputElement).value;
  const answer = await post("/account/password", { password });
  if (!answer.ok) return refused(answer, "password-problem");
  dialog("password-dialog").close();
  codesOrReload(answer.value);
}

async function beginTotp() {
  if (!(await offered())) return;
  showSecret(offer);
  tell("", "totp-problem");
  dialog("totp-dialog").showModal();
}

async function saveTotp() {
  const answer = await post("/account/totp", { ceremony: offer["ceremony"], code: writtenCode() });
  if (answer.ok) location.reload();
  else refused(answer, "totp-problem");
}

async function addPasskey() {
  if (!canUse()) return tell(t("account.passkey_insecure"));
  if (!(await offered())) return;
  const credential = await create(offer["options"]);
  if (!credential) return tell(t("account.passkey_not_made"));
  const answer = await post("/account/passkeys", { ceremony: offer["ceremony"], credential });
  if (answer.ok) location.reload();
  else refused(answer);
}

/** @param {HTMLElement} button */
async function removePasskey(button) {
  const passkey = button.closest("li")?.dataset["passkey"];
  if (!(await ask(t("account.remove_title"), t("account.remove_text"), t("account.remove")))) return;
  const answer = await post("/account/passkeys/remove", { passkey });
  if (answer.ok) location.reload();
  else refused(answer);
}

async function renewCodes() {
  if (!(await ask(t("account.renew_title"), t("account.renew_text"), t("account.renew")))) return;
  const answer = await post("/account/recovery");
  if (answer.ok) codesOrReload(answer.value);
  else refused(answer);
}

/** @param {HTMLElement} button */
async function revoke(button) {
  await end(button.closest("li")?.dataset["session"] ?? null);
}

async function revokeOthers() {
  await end(null);
}

/** @param {string | null} session */
async function end(session) {
  const answer = await post("/account/sessions", { session });
  if (answer.ok) location.reload();
  else refused(answer);
}

async function offered() {
  tell("");
  const answer = await post("/account/offer");
  if (answer.ok) offer = answer.value;
  else refused(answer);
  return answer.ok;
}

/** @param {Record<string, any>} value */
function codesOrReload(value) {
  const codes = /** @type {string[]} */ (value["recovery_codes"]);
  if (codes.length === 0) return location.reload();
  showCodes(codes);
  dialog("codes-dialog").showModal();
}
