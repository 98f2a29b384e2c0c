/**
 * Reading the record back: whether it was, whether it still is what was read, and what each of the parties says to it.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Minutes} Record
 * @typedef {import("../controls.js").Do} Do
 */

import { el, part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { ofDay } from "../clock.js";
import { noticeRefusal } from "../notices.js";
import { Rows } from "../rows.js";

/** Who says whether it is right. */
const CONFIRMS = new Set(["party", "representative"]);

export class MinutesReading {
  #button = typedPart("minutes-read", HTMLButtonElement);
  #rows = new Rows(part("minutes-responses"));

  /** @param {Do} act */
  constructor(act) {
    this.#button.addEventListener("click", () => void act("read_back", {}).then(noticeRefusal));
  }

  /**
   * @param {View} view
   * @param {Record} minutes
   */
  render({ place, unhosted }, minutes) {
    const { reading, lines } = minutes;
    const state = reading === undefined ? "unread" : reading.current ? "current" : "outdated";
    const together = place.kind === "joint" && !unhosted;
    const standing = Object.values(lines).some(({ struck }) => struck === undefined);
    const status = part("minutes-status");
    status.dataset["state"] = state;
    const time = reading ? ofDay(reading.at) : "";
    status.textContent = together ? t(`minutes.status_${state}`, { time }) : t("minutes.read_where");
    this.#button.disabled = !together || !standing || state === "current";
    this.#rows.render(reading === undefined ? [] : responses(minutes));
  }
}

/** @param {Record} minutes */
function responses({ people, reading }) {
  const asked = Object.entries(people).filter(([, { role }]) => CONFIRMS.has(role));
  return asked.map(([seat, { name, person }]) => {
    const said = reading?.responses.filter((response) => response.seat === seat).at(-1);
    const state = said === undefined ? "open" : said.objection === undefined ? "confirmed" : "objected";
    const params = { name, time: said ? ofDay(said.at) : "", text: said?.objection ?? "" };
    const words = state === "open" ? t("minutes.no_answer", params) : t(`form.${state}`, params);
    const make = () => el("li", { testid: "minutes-response", data: { person, state }, text: words });
    return { id: seat, key: words, make };
  });
}
