/** Do I hear, and who else does: the test sound with its question, and headphones or loudspeaker. */

import { part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { notice } from "../notices.js";
import { chime } from "../sound.js";
import { sound } from "./chosen.js";
import { answer, hearing, onHearing } from "./headphones.js";

export class Sounding {
  #element = new Audio();
  #outcome = part("devices-sound");
  /** @type {readonly ["headphones", "loudspeaker"]} */
  #kinds = ["headphones", "loudspeaker"];

  constructor() {
    part("devices-chime").addEventListener("click", () => void this.#play());
    part("devices-heard").addEventListener("click", () => this.#answered("heard"));
    part("devices-not-heard").addEventListener("click", () => this.#answered("not_heard"));
    for (const kind of this.#kinds) this.#radio(kind).addEventListener("change", () => void answer(kind));
    onHearing(() => {
      this.#show();
      if (hearing() === "unknown" && part("devices").hidden) notice(t("device.hearing_lost"));
    });
    this.#show();
  }

  async #play() {
    this.#outcome.textContent = "";
    sound(this.#element);
    await chime(this.#element);
    part("devices-question").hidden = false;
  }

  /** @param {"heard" | "not_heard"} what */
  #answered(what) {
    part("devices-question").hidden = true;
    this.#outcome.dataset.outcome = what;
    this.#outcome.textContent = t(`device.${what}`);
    part("devices-chime").focus();
  }

  #show() {
    for (const kind of this.#kinds) this.#radio(kind).checked = hearing() === kind;
  }

  /** @param {"headphones" | "loudspeaker"} kind */
  #radio(kind) {
    return typedPart(`hearing-${kind}`, HTMLInputElement);
  }
}
