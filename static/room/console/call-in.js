/**
 * Somebody on a plain telephone who has no seat: named, and put on a side.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../controls.js").Do} Do
 */

import { arrange, el, part, typedPart } from "../../elements.js";
import { label } from "../../words.js";
import { noticeRefusal } from "../notices.js";

export class CallIn {
  #do;
  #dialog = typedPart("call-in", HTMLDialogElement);
  #name = typedPart("call-in-name", HTMLInputElement);
  #side = typedPart("call-in-side", HTMLSelectElement);
  /** @type {View["groups"] | null} */
  #groups = null;

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    part("call-in-open").addEventListener("click", () => this.#dialog.showModal());
    part("call-in-close").addEventListener("click", () => this.#dialog.close());
    typedPart("call-in-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#add();
    });
  }

  /** @param {View} view */
  render(view) {
    if (this.#groups?.length === view.groups.length) return;
    this.#groups = view.groups;
    const options = view.groups.map((group) => el("option", { text: label(group), attributes: { value: group.id } }));
    arrange(this.#side, options);
  }

  async #add() {
    const reply = await this.#do("call_in", { name: this.#name.value, group: this.#side.value });
    if ("code" in reply) return noticeRefusal(reply);
    this.#name.value = "";
    this.#dialog.close();
  }
}
