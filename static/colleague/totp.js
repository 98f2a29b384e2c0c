/** An authenticator's secret on the page. */

import { part, typedPart } from "../elements.js";

/** @param {Record<string, any>} offer */
export function showSecret(offer) {
  typedPart("qr", HTMLImageElement).src = offer["qr"];
  part("secret").textContent = String(offer["secret"]).replace(/(.{4})(?=.)/g, "$1 ");
  const code = typedPart("totp-code", HTMLInputElement);
  code.value = "";
}

/** The code that was written. */
export function writtenCode() {
  return typedPart("totp-code", HTMLInputElement).value;
}
