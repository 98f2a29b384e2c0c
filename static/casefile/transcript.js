/** The text beside the player: it follows what is played, and a line is a place to go to. */

import { part } from "../elements.js";

export class Transcript {
  /** @type {HTMLElement[]} */
  #lines;
  /** Lines of the record, which are places to go to and follow nothing. */
  #record = [...document.querySelectorAll('[data-testid="record-line"]')].filter((line) => line instanceof HTMLElement);
  /** @type {HTMLElement | null} */
  #current = null;
  #stretch = "";
  follows = true;

  /** @param {(line: HTMLElement) => void} go */
  constructor(go) {
    this.#lines = [...document.querySelectorAll('[data-testid="transcript-line"]')].filter(
      (line) => line instanceof HTMLElement,
    );
    for (const line of [...this.#lines, ...this.#record]) {
      if (stretchOf(line)) line.addEventListener("click", () => go(line));
    }
  }

  /**
   * The line that is the latest of a recording at a moment.
   * @param {string} stretch
   * @param {number} moment milliseconds since 1970
   */
  show(stretch, moment) {
    const line = this.beside(stretch, moment, 0);
    if (stretch !== this.#stretch && this.follows) {
      const first = this.#lines.find((one) => stretchOf(one) === stretch);
      if (first) reveal(first);
    }
    this.#stretch = stretch;
    if (line === this.#current) return;
    this.#current?.removeAttribute("aria-current");
    this.#current = line;
    line?.setAttribute("aria-current", "true");
    if (line && this.follows) reveal(line);
  }

  /**
   * The line of this name, if it is in a recording.
   * @param {string} name
   */
  named(name) {
    const every = [...this.#lines, ...this.#record];
    return every.find((line) => name !== "" && line.id === name && stretchOf(line) !== "") ?? null;
  }

  /**
   * The line at a moment, the one before (-1) or behind it (1).
   * @param {string} stretch
   * @param {number} moment
   * @param {number} by
   */
  beside(stretch, moment, by) {
    const own = this.#lines.filter((line) => stretchOf(line) === stretch);
    const after = own.findIndex((line) => momentOf(line) > moment);
    const latest = (after < 0 ? own.length : after) - 1;
    return own[Math.max(by < 0 ? 0 : -1, latest + by)] ?? null;
  }
}

/** @param {HTMLElement} line */
export function stretchOf(line) {
  return line.dataset["stretch"] ?? "";
}

/** @param {HTMLElement} line */
export function momentOf(line) {
  return Number(line.dataset["at"]);
}

/**
 * The page itself stays where it is; the list is what its lines are placed in.
 * @param {HTMLElement} line
 */
function reveal(line) {
  const list = part("transcript");
  const top = line.offsetTop;
  if (top < list.scrollTop || top + line.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = top - list.clientHeight / 3;
  }
}
