/**
 * What papers could be made here now, asked of the server anew whenever something has changed that they depend on.
 *
 * @typedef {import("../../protocol.js").OfferedDocuments} Offered
 * @typedef {import("../../protocol.js").OfferedDocument} Offer
 */

import { ask } from "../agreement/http.js";

/** Many changes come at once: they are asked about once. */
const SOON_MS = 300;

export class Possible {
  #seat;
  #told;
  #timer = 0;
  #round = 0;
  /** @type {Offered} */
  now = { documents: [], agreements: [], notices: [] };

  /**
   * @param {string} seat mine
   * @param {(refused: import("../../protocol.js").Reply<any> | null) => void} told
   */
  constructor(seat, told) {
    this.#seat = seat;
    this.#told = told;
  }

  soon() {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.look(), SOON_MS);
  }

  /** The newest question counts, whichever answer comes last. */
  async look() {
    const round = ++this.#round;
    const reply = await ask(`/room/${this.#seat}/documents/offered`);
    if (round !== this.#round) return;
    if (!("code" in reply)) this.now = reply.value;
    this.#told("code" in reply ? reply : null);
  }

  /**
   * @param {string} kind
   * @param {object} fields
   */
  make(kind, fields) {
    return ask(`/room/${this.#seat}/documents/${kind}`, fields);
  }
}
