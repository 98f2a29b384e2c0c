/** Setting an account up: a password, a second factor, the recovery codes; or a passkey alone. */

import { part, typedPart } from "../elements.js";
import { started } from "../started.js";
import { load, t } from "../words.js";
import { busy, post, submits, tell } from "./answers.js";
import { canUse, create } from "./passkeys.js";
import { showCodes } from "./recovery-codes.js";
import { showSecret, writtenCode } from "./totp.js";

load(document);
const field = typedPart("password", HTMLInputElement);
const here = location.pathname;

/** What the service offered, and for which password. @type {Record<string, any>} */
let offer = {};
/** @type {string | null} */
let chosen = null;

submits("password-step", "password-go", takePassword);
submits("totp-form", "totp-go", useTotp);
pressed("passkey-go", usePasskey);
pressed("passkey-only", onlyPasskey);
typedPart("show-password", HTMLInputElement).addEventListener("change", (event) => {
  field.type = event.target instanceof HTMLInputElement && event.target.checked ? "text" : "password";
});
for (const testid of ["or", "passkey-only", "passkey-only-hint", "factor-or", "passkey-go"]) part(testid).hidden = !canUse();
typedPart("password-go", HTMLButtonElement).disabled = false;
started();

/**
 * @param {string} testid
 * @param {() => Promise<void>} work
 */
function pressed(testid, work) {
  part(testid).addEventListener("click", () => void busy(part(testid), work));
}

async function takePassword() {
  if (!(await offered(field.value))) return;
  showSecret(offer);
  show("factor-step", t("setup.factor_title"));
}

async function onlyPasskey() {
  if (await offered(null)) await usePasskey();
}

/** @param {string | null} password */
async function offered(password) {
  const answer = await post(`${here}/offer`, { password });
  if (!answer.ok) {
    tell(answer.words);
    return false;
  }
  tell("");
  [offer, chosen] = [answer.value, password];
  return true;
}

async function useTotp() {
  await finish({ code: writtenCode() });
}

async function usePasskey() {
  tell("");
  const credential = await create(offer["options"]);
  if (credential) await finish({ credential });
  else tell(t("setup.passkey_not_made"));
}

/** @param {object} factor */
async function finish(factor) {
  const answer = await post(here, { ceremony: offer["ceremony"], password: chosen, ...factor });
  if (!answer.ok) return tell(answer.words);
  tell("");
  const codes = /** @type {string[]} */ (answer.value["recovery_codes"]);
  if (codes.length === 0) return location.assign("/account");
  showCodes(codes);
  show("codes-step", t("codes.title"));
}

/**
 * @param {string} step
 * @param {string} title
 */
function show(step, title) {
  for (const one of ["password-step", "factor-step", "codes-step"]) part(one).hidden = one !== step;
  part("step-title").textContent = title;
  part("step-title").focus();
}
