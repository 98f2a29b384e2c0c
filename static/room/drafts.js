/**
 * What was typed and not yet said, kept for the channel in which it was typed. Text never follows its author
 * into another channel.
 *
 * @typedef {import("../protocol.js").View} View
 */

export class Drafts {
  /** @type {Map<string, string>} */
  #texts = new Map();

  /** @param {string} channel */
  get(channel) {
    return this.#texts.get(channel) ?? "";
  }

  /**
   * @param {string} channel
   * @param {string} text
   */
  set(channel, text) {
    if (text === "") this.#texts.delete(channel);
    else this.#texts.set(channel, text);
  }

  /**
   * A message was refused: it becomes (part of) the draft of the channel in which it was typed.
   * @param {string} channel
   * @param {string} text
   */
  giveBack(channel, text) {
    const present = this.get(channel);
    this.set(channel, present === "" ? text : `${text}\n${present}`);
  }

  /** Channels with a draft. */
  channels() {
    return [...this.#texts.keys()];
  }
}

/**
 * The channel whose draft the present place has. Every private conversation bears the same name on the wire;
 * what was written to one person must not wait in the field when the host meets another.
 * @param {View} view
 * @returns {string}
 */
export function draftChannel({ place }) {
  return place.with === undefined ? place.channel : `${place.channel} ${place.with}`;
}
