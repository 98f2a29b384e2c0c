/** Staff sign in: a password, then a code; or a passkey alone. */

import { part, typedPart } from "../elements.js";
import { started } from "../started.js";
import { load, t } from "../words.js";
import { busy, post, submits, tell } from "./answers.js";
import { canUse, get } from "./passkeys.js";

load(document);
const name = typedPart("name", HTMLInputElement);
const password = typedPart("password", HTMLInputElement);
const code = typedPart("code", HTMLInputElement);

/** Proves that the password was right. */
let ceremony = "";
/** @type {"code" | "recovery"} */
let kind = "code";

submits("password-step", "password-go", givePassword);
submits("code-step", "code-go", giveCode);
for (const testid of ["passkey-go", "passkey-instead"]) {
  part(testid).addEventListener("click", () => void busy(part(testid), usePasskey));
}
part("recovery-instead").addEventListener("click", () => choose(kind === "code" ? "recovery" : "code"));
part("back").addEventListener("click", () => show("password-step"));
part("passkey-go").hidden = part("or").hidden = !canUse();
typedPart("password-go", HTMLButtonElement).disabled = false;
name.focus();
started();

async function givePassword() {
  if (name.value.trim() === "") return missing(name);
  if (password.value === "") return missing(password);
  const answer = await post("/signin/password", { name: name.value, password: password.value });
  if (!answer.ok) return tell(answer.words);
  ceremony = answer.value["ceremony"];
  const next = /** @type {string[]} */ (answer.value["next"]);
  const first = next.includes("totp") ? "code" : "recovery";
  part("recovery-instead").hidden = !(next.includes("totp") && next.includes("recovery"));
  part("passkey-instead").hidden = !(next.includes("passkey") && canUse());
  show("code-step");
  choose(first);
}

async function giveCode() {
  if (code.value.trim() === "") return missing(code);
  const answer = await post(`/signin/${kind}`, { ceremony, code: code.value });
  if (answer.ok) return enter();
  code.value = "";
  if (answer.code === "sign_in_lapsed") show("password-step");
  tell(answer.words);
}

async function usePasskey() {
  tell("");
  const begun = await post("/signin/passkey/begin");
  if (!begun.ok) return tell(begun.words);
  const credential = await get(begun.value["options"]);
  if (!credential) return tell(t("signin.passkey_not_given"));
  const answer = await post("/signin/passkey", { ceremony: begun.value["ceremony"], credential });
  if (answer.ok) enter();
  else tell(answer.words);
}

function enter() {
  location.assign(part("signin").dataset["onward"] ?? "/account");
}

/** @param {"password-step" | "code-step"} step */
function show(step) {
  tell("");
  for (const one of ["password-step", "code-step"]) part(one).hidden = one !== step;
  if (step === "password-step") password.value = "";
  (step === "password-step" ? password : code).focus();
}

/** @param {"code" | "recovery"} wanted */
function choose(wanted) {
  kind = wanted;
  tell("");
  part("code-label").textContent = t(wanted === "code" ? "signin.code" : "signin.recovery");
  part("code-hint").textContent = t(wanted === "code" ? "signin.code_hint" : "signin.recovery_hint");
  part("recovery-instead").textContent = t(wanted === "code" ? "signin.recovery_instead" : "signin.code_instead");
  code.inputMode = wanted === "code" ? "numeric" : "text";
  code.value = "";
  code.focus();
}

/** @param {HTMLInputElement} field */
function missing(field) {
  tell(t("signin.missing"));
  field.focus();
}
