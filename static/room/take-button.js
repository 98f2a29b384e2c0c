/** Takes what was said into the record: whoever writes that has it on each line of the joint talk. */

import { button } from "../elements.js";
import { t } from "../words.js";

/** @param {string} id of the message, or of what a machine heard */
export function takeButton(id) {
  const take = () => document.dispatchEvent(new CustomEvent("minutes-take", { detail: id }));
  return button(t("minutes.take"), take, { class: "link take", testid: "minutes-take" });
}
