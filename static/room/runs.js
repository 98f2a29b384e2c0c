/**
 * What was said, cut into the pieces that are shown or folded together. Pure.
 *
 * @typedef {import("../protocol.js").Message} Message
 */

/**
 * Messages in the order of time, cut where the channel changes, and where what is veiled ends.
 * @param {[string, Message][]} messages
 * @param {(id: string) => boolean} [veiled]
 */
export function runs(messages, veiled = () => false) {
  /** @type {[string, Message][][]} */
  const result = [];
  let last = "";
  for (const entry of messages) {
    const run = `${entry[1].channel} ${entry[1].with ?? ""} ${veiled(entry[0])}`;
    if (run !== last) result.push([]);
    last = run;
    result[result.length - 1]?.push(entry);
  }
  return result;
}
