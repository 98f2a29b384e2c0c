/**
 * Which conversations are folded away: what was said in confidence elsewhere, and what was said in confidence
 * before the page was opened, covered or put aside. Somebody else may hold the phone now.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").Message} Message
 */

export class Folding {
  /** @type {Set<string>} ids of messages that are not shown again until they are asked for */
  #veiled = new Set();
  /** @type {Set<string>} first message of each run that was opened */
  #unfolded = new Set();

  /**
   * From now on what has been said in confidence so far waits for a tap.
   * @param {Record<string, Message>} messages
   */
  veil(messages) {
    for (const [id, { channel }] of Object.entries(messages)) if (channel !== "joint") this.#veiled.add(id);
    this.#unfolded.clear();
  }

  /** In another channel, everything said elsewhere is folded anew. */
  move() {
    this.#unfolded.clear();
  }

  /** @param {[string, Message][]} run */
  unfold(run) {
    const [first] = run[0] ?? [""];
    this.#unfolded.add(first);
    for (const [id] of run) this.#veiled.delete(id);
  }

  /**
   * Where a run is to be cut: what was veiled is folded, what was said since is not.
   * @param {string} id
   */
  veiled(id) {
    return this.#veiled.has(id);
  }

  /**
   * @param {View} view
   * @param {[string, Message][]} run messages of one channel
   */
  folded({ place }, run) {
    const [first, message] = /** @type {[string, Message]} */ (run[0]);
    if (message.channel === "joint" || this.#unfolded.has(first)) return false;
    // To a host every private conversation bears the same name: only that with this person is here.
    const here = message.channel === place.channel && message.with === place.with;
    return !here || this.#veiled.has(first);
  }
}
