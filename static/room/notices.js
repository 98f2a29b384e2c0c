/**
 * What just happened, in words, where everybody looks; and the moment in which a grave press can be taken
 * back.
 */

import { explain, t } from "../words.js";
import { button, el, part } from "./elements.js";

const SHOWN_MS = 7000;
const UNDO_S = 3;

/**
 * Said again while it still stands there, it stands there once, and is read aloud again.
 * @param {string} text
 * @param {"plain" | "wrong"} [tone]
 */
export function notice(text, tone = "plain") {
  const note = el("p", { class: tone === "wrong" ? "notice wrong" : "notice", testid: "notice", text });
  for (const former of part("notices").children) if (former.isEqualNode(note)) former.remove();
  part("notices").append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}

/** @param {import("../protocol.js").Reply} reply */
export function noticeRefusal(reply) {
  if ("code" in reply) notice(explain(reply.code, reply.params), "wrong");
}

/**
 * Do something grave, but only after a few seconds in which it can be taken back. One press is enough: a
 * question asked each time is answered without reading.
 * @param {string} text with {seconds}
 * @param {() => void} act
 * @returns {() => boolean} does it at once; whether it still could
 */
export function undoable(text, act) {
  let left = UNDO_S;
  const words = el("span", { text: t(text, { seconds: left }) });
  const undo = button(t("room.undo"), () => done(), { testid: "undo" });
  const note = el("p", { class: "notice wrong" }, [words, undo]);
  const timer = setInterval(() => {
    left -= 1;
    words.textContent = t(text, { seconds: left });
    if (left <= 0) now();
  }, 1000);
  const done = () => {
    clearInterval(timer);
    note.remove();
  };
  const now = () => {
    if (!note.isConnected) return false;
    done();
    act();
    return true;
  };
  part("notices").append(note);
  return now;
}
