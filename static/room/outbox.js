/**
 * What I ask of the server, sent once each and in order, whatever happens to the connection: each message has
 * an idempotency key, goes out alone, and is sent again until it is acknowledged.
 *
 * @typedef {import("../protocol.js").Reply} Reply
 * @typedef {{key: string, type: string, [field: string]: unknown}} Command
 * @typedef {{command: Command, expires: number, settle: (reply: Reply) => void}} Entry
 * @typedef {object} Ways
 * @property {(command: Command) => Promise<Reply>} send rejects when no acknowledgement came
 * @property {() => string} newKey
 * @property {() => number} now milliseconds
 * @property {(run: () => void, ms: number) => void} later
 */

/** Refusals that say "not now" rather than "no": the same message may be accepted a moment later. */
const PASSING = new Set(["busy", "not_saved", "too_many"]);
const RETRY_MS = 400;

export class Outbox {
  /** @type {Entry[]} */
  #waiting = [];
  #open = false;
  #sending = false;
  #ways;

  /** @param {Ways} ways */
  constructor(ways) {
    this.#ways = ways;
  }

  /** How many messages nobody has acknowledged yet. */
  get size() {
    return this.#waiting.length;
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   * @param {number} [patience] milliseconds after which it is given up as `offline`; by default never. A
   *   move that was asked for before a long silence must not happen after it.
   * @returns {Promise<Reply>}
   */
  add(type, fields, patience = Infinity) {
    return new Promise((settle) => {
      const command = { ...fields, key: this.#ways.newKey(), type };
      this.#waiting.push({ command, expires: this.#ways.now() + patience, settle });
      if (patience < Infinity) this.#ways.later(() => this.#expire(), patience);
      void this.#drain();
    });
  }

  /** The server can be reached (again). */
  open() {
    this.#open = true;
    void this.#drain();
  }

  /** The server cannot be reached. */
  close() {
    this.#open = false;
  }

  async #drain() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#open && this.#waiting.length > 0) {
      const entry = /** @type {Entry} */ (this.#waiting[0]);
      const reply = await this.#ways.send(entry.command).catch(() => null);
      if (reply === null || isPassing(reply)) await this.#pause(RETRY_MS);
      else this.#settle(entry, reply);
    }
    this.#sending = false;
  }

  /** @param {number} ms */
  #pause(ms) {
    return new Promise((resolve) => this.#ways.later(() => resolve(undefined), ms));
  }

  #expire() {
    const now = this.#ways.now();
    for (const entry of this.#waiting.filter((waiting) => waiting.expires <= now)) {
      this.#settle(entry, { code: "offline", params: {} });
    }
  }

  /**
   * @param {Entry} entry
   * @param {Reply} reply
   */
  #settle(entry, reply) {
    const place = this.#waiting.indexOf(entry);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    entry.settle(reply);
  }
}

/** @param {Reply} reply */
function isPassing(reply) {
  return "code" in reply && PASSING.has(reply.code);
}
