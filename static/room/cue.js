/**
 * Where I am now, said into the ear: only through headphones that the person has confirmed. A loudspeaker that says
 * "private" betrays whom it speaks to; not confirmed is silence.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("./sentence.js").Sentence} Sentence
 */

import { clip } from "../listen.js";
import { sound } from "./check/chosen.js";
import { confirmed, onHearing } from "./check/headphones.js";
import { sentence } from "./sentence.js";

export class Cue {
  /** @type {Sentence | null} */
  #said = null;
  #player = new Audio();

  constructor() {
    onHearing(() => confirmed() || this.stop());
  }

  /** @param {View} view */
  render(view) {
    const now = sentence(view);
    if (now === this.#said) return;
    const arriving = this.#said === null;
    this.#said = now;
    this.stop();
    if (now === "" || arriving || !confirmed()) return;
    sound(this.#player);
    this.#player.src = clip(`spoken.${now}`);
    // No other voice in its place: where that would come out nobody knows.
    this.#player.play().catch(() => undefined);
  }

  stop() {
    this.#player.pause();
  }
}
