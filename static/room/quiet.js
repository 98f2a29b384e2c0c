/**
 * One press and nothing written can be read on this screen: somebody has come into the room. The talk goes on.
 */

import { arrange, icon, part } from "../elements.js";
import { stop } from "../listen.js";
import { t } from "../words.js";

export class Quiet {
  #room = part("room");
  #button = part("quiet");
  #covered;

  /** @param {() => void} covered after what is written was covered */
  constructor(covered) {
    this.#covered = covered;
    this.#button.addEventListener("click", () => this.#toggle());
  }

  #toggle() {
    const on = this.#room.dataset.quiet !== "on";
    if (on) stop();
    this.#room.dataset.quiet = on ? "on" : "";
    part("chat-covered").hidden = !on;
    this.#button.setAttribute("aria-pressed", String(on));
    const words = this.#button.querySelector(".words");
    if (words) {
      words.textContent = t(on ? "room.unquiet" : "room.quiet");
      arrange(this.#button, [icon(on ? "uncover" : "cover"), words]);
    }
    this.#covered();
  }
}
