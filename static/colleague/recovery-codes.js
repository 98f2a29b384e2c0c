/** Recovery codes on the page: shown this once, and copied at a press. */

import { el, part, typedPart } from "../elements.js";
import { copy } from "../link/copying.js";
import { t } from "../words.js";

/** @param {string[]} codes */
export function showCodes(codes) {
  part("recovery-codes").replaceChildren(...codes.map((code) => el("li", { text: code })));
  const field = typedPart("codes-field", HTMLTextAreaElement);
  field.value = codes.join("\n");
  part("copy-codes").onclick = () => void copied(field);
}

/** @param {HTMLTextAreaElement} field */
async function copied(field) {
  const done = await copy(field.value, field);
  part("codes-copied").textContent = t(done ? "codes.copied" : "codes.by_hand");
}
