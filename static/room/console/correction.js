/**
 * A correction of a line that is being written. Pure.
 *
 * @typedef {import("../../protocol.js").MinutesLine} Line
 * @typedef {{text: string, speaker: string, version: number, sent?: string | undefined}} Edit what is written, of which
 *   version, and what was sent and is not answered yet
 */

/**
 * The correction, while it is one: not of a line that was struck, nor when the line says already what was sent. The
 * room may tell that before it answers.
 * @param {Edit | undefined} edit
 * @param {Pick<Line, "text" | "struck">} line
 */
export function underway(edit, line) {
  return line.struck || (edit?.sent !== undefined && edit.sent === line.text) ? undefined : edit;
}
