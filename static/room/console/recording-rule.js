/**
 * Whose consent the recording of the joint talk needs: chosen by a host while it is not recorded.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../controls.js").Do} Do
 */

import { part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { noticeRefusal } from "../notices.js";

export class RecordingRule {
  #do;
  /** @type {View | null} */
  #view = null;
  #dialog = typedPart("record-rule", HTMLDialogElement);
  /** @type {HTMLButtonElement[]} */
  #choices = [...this.#dialog.querySelectorAll("button")].filter((one) => one.dataset["rule"] !== undefined);

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    part("record-rule-open").addEventListener("click", () => {
      typedPart("more-dialog", HTMLDialogElement).close();
      this.#dialog.showModal();
    });
    part("record-rule-close").addEventListener("click", () => this.#dialog.close());
    for (const choice of this.#choices) {
      choice.addEventListener("click", () => void this.#choose(choice.dataset["rule"] ?? ""));
    }
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const joint = view.place.kind === "joint";
    const able = joint && view.recording === undefined && view.session.state === "open";
    part("record-rule-note").textContent = t(able ? "host.rule_note" : joint ? "host.rule_recorded" : "host.rule_where");
    for (const choice of this.#choices) {
      choice.setAttribute("aria-pressed", String(choice.dataset["rule"] === view.session.rule));
      choice.disabled = !able;
    }
  }

  /** @param {string} rule */
  async #choose(rule) {
    noticeRefusal(await this.#do("recording_rule", { stay: this.#view?.place.stay ?? "", rule }));
  }
}
