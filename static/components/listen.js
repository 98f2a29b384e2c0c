/**
 * `<yt-listen data-say="…">` around a button: reads fixed texts aloud on a press, and is silent on the next. Without a
 * script there is no button.
 *
 * @typedef {import("../listen.js").Spoken} Spoken
 */

import { toggle } from "../listen.js";
import { data, t } from "../words.js";

export class Listen extends HTMLElement {
  constructor() {
    super();
    this.addEventListener("click", () => toggle(this.#button, this.texts()));
  }

  connectedCallback() {
    this.#button.hidden = false;
  }

  /**
   * Asked when it is pressed: the ids in `data-say`. The page has the texts, so that the device's own voice can read
   * them.
   * @returns {readonly Spoken[]}
   */
  texts = () => {
    const spoken = data(document, "spoken");
    return (this.dataset.say ?? "").split(" ").map((key) => [key, spoken[key] ?? t(key)]);
  };

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("button"));
  }
}
