/**
 * "I may be overheard": told to the mediator alone, and to nobody by a sound or a colour. A button stands under the
 * thumb while one speaks in private, and always under "more"; it ends with the stay.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("./controls.js").Do} Do
 */

import { part, typedPart } from "../elements.js";
import { t } from "../words.js";
import { notice, noticeRefusal } from "./notices.js";

const BUTTONS = ["overheard", "overheard-more"];

export class Overheard {
  #do;
  #told = false;

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    for (const name of BUTTONS) part(name).addEventListener("click", () => void this.#tell());
  }

  /** @param {View} view */
  render({ me, place }) {
    this.#told = me.overheard !== undefined;
    part("overheard").hidden = me.host || place.kind !== "private";
    part("overheard-more").hidden = me.host;
    for (const name of BUTTONS) {
      const button = part(name);
      button.setAttribute("aria-pressed", String(this.#told));
      const words = button.querySelector(".words");
      if (words) words.textContent = t(this.#told ? "room.overheard_told" : "room.overheard");
    }
  }

  async #tell() {
    // What is said about it would lie under the dialog.
    typedPart("more-dialog", HTMLDialogElement).close();
    const on = !this.#told;
    const reply = await this.#do("overheard", { on });
    if ("code" in reply) return noticeRefusal(reply);
    notice(t(on ? "room.overheard_sent" : "room.overheard_over"));
  }
}
