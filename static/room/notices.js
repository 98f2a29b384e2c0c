/** What just happened, in words, where everybody looks; and the moment in which a grave press can be taken back. */

import { Notice } from "../components/notice.js";
import { Undo } from "../components/undo.js";
import { part } from "../elements.js";
import { explain } from "../words.js";

/**
 * Said again while it still stands there, it stands there once, and is read aloud again.
 * @param {string} text
 * @param {"plain" | "wrong"} [tone]
 */
export function notice(text, tone = "plain") {
  const note = new Notice(text, tone);
  for (const former of part("notices").children) if (former.isEqualNode(note)) former.remove();
  part("notices").append(note);
  return note;
}

/** @param {import("../protocol.js").Reply} reply */
export function noticeRefusal(reply) {
  if ("code" in reply) notice(explain(reply.code, reply.params), "wrong");
}

/**
 * Do something grave, but only after a few seconds in which it can be taken back.
 * @param {string} text with {seconds}
 * @param {() => void} act
 * @returns {() => boolean} does it at once; whether it still could
 */
export function undoable(text, act) {
  const undo = new Undo(text, act);
  part("notices").append(undo);
  return () => undo.now();
}
