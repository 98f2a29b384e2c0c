/**
 * Over the stage, whenever somebody is with the host who must not hear everything: how much may be told here, and
 * how much is secret. A press brings the ledger.
 *
 * @typedef {import("../../protocol.js").View} View
 */

import { arrange, el, icon, part } from "../../elements.js";
import { t } from "../../words.js";
import { here } from "./disclosure.js";

export class Reminder {
  #shown = "";

  /** @param {() => void} open brings the ledger */
  constructor(open) {
    part("reminder").addEventListener("click", open);
  }

  /** @param {View} view */
  render(view) {
    const { tellable, secret } = here(view);
    const shown = `${tellable.length} ${secret.length}`;
    part("reminder").hidden = tellable.length + secret.length === 0;
    if (shown === this.#shown) return;
    this.#shown = shown;
    arrange(part("reminder"), [
      ...(secret.length > 0 ? [icon("private"), words("ledger.secret_here", secret.length)] : []),
      ...(tellable.length > 0 ? [icon("told"), words("ledger.tellable_here", tellable.length)] : []),
    ]);
  }
}

/**
 * @param {"ledger.secret_here" | "ledger.tellable_here"} key
 * @param {number} count
 */
function words(key, count) {
  return el("span", { text: t(key, { count }) });
}
