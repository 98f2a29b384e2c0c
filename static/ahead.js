import { data } from "./words.js";

/**
 * Fetches the room's files while somebody still reads the page before it: on a bad line, pressing "enter" must
 * not begin with them.
 */
export function fetchAhead() {
  for (const file of /** @type {string[]} */ (data(document, "ahead"))) {
    // To the end: what is not read is not kept. Without it the room fetches for itself.
    fetch(file, { priority: "low" }).then(
      (answer) => answer.arrayBuffer(),
      () => undefined,
    );
  }
}
