/**
 * Begins and ends the recording of the talk in which the host is. Whom it still waits for stands in the band.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../controls.js").Do} Do
 */

import { part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { noticeRefusal } from "../notices.js";
import { recordable } from "../recorded.js";

/** On a phone it stands among the moves: that saves a row. */
const WIDE = matchMedia("(min-width: 900px)");

export class Record {
  #do;
  /** @type {View | null} */
  #view = null;
  #button = typedPart("record", HTMLButtonElement);

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    this.#button.addEventListener("click", () => void this.#press());
    this.#place();
    WIDE.addEventListener("change", () => this.#place());
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const on = view.recording !== undefined;
    const able = recordable(view);
    this.#button.disabled = !able;
    this.#button.title = able ? "" : t("host.record_where");
    this.#button.setAttribute("aria-pressed", String(on));
    this.#button.dataset["state"] = view.recording?.state ?? "off";
    part("record-words").textContent = t(on ? "host.record_stop" : "host.record");
  }

  #place() {
    if (WIDE.matches) part("end-session").before(this.#button);
    else part("moves").append(this.#button);
  }

  /** Names the stay: pressed just after a move, it must not begin in the room that one came to. */
  async #press() {
    if (this.#view === null) return;
    const { place, recording } = this.#view;
    noticeRefusal(await this.#do("record", { stay: place.stay, on: recording === undefined }));
  }
}
