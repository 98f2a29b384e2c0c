/**
 * What people wrote, made so that it cannot disturb what stands around it: a name is shown in the middle of our own
 * sentences. What is kept and compared stays as it was written; only what is shown goes through here. Pure.
 *
 * server/foreign.py does the same for what the server writes.
 */

/** Change the direction of whatever follows, or override that of letters (Unicode Standard Annex 9, section 2). */
const DIRECTING = /[\u202A-\u202E\u2066\u2067]/g;
const ISOLATE = "\u2068";
const POP = "\u2069";
/** Seen by nobody, and so good for nothing but two names that look the same. Joiners write real languages. */
const UNSEEN = /[\u200B\u2060\uFEFF\u{E0000}-\u{E007F}]/gu;
/** No language stacks more; what does climbs over the lines above. */
const PILED = /(\p{M}{8})\p{M}+/gu;
/** Control characters and what ends a line or a paragraph, which would end an isolate too. */
const BREAKING = /[\p{Cc}\u2028\u2029]+/gu;
const BREAKING_BUT_LINES = /[^\P{Cc}\n\t]+/gu;
/** Letters and marks that are read from right to left. */
const FROM_RIGHT = /[\u0590-\u08FF\u200F\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Something foreign within a line of ours.
 * @param {string} text
 * @param {boolean} [fromRight] whether our line is read from right to left
 */
export function inLine(text, fromRight = false) {
  const plain = balanced(text.replace(BREAKING, " ")).replace(DIRECTING, "").replace(UNSEEN, "").replace(PILED, "$1");
  return fromRight || FROM_RIGHT.test(plain) ? `${ISOLATE}${plain}${POP}` : plain;
}

/**
 * Something foreign that is a block of its own, with its lines.
 * @param {string} text
 */
export function inBlock(text) {
  return balanced(text.replace(BREAKING_BUT_LINES, " ")).replace(DIRECTING, "").replace(UNSEEN, "").replace(PILED, "$1");
}

/**
 * Isolates stay where each is closed (they are ours); a pop too many would let the rest out of ours.
 * @param {string} text
 */
function balanced(text) {
  let open = 0;
  for (const letter of text) {
    if (letter === ISOLATE) open += 1;
    if (letter === POP) open -= 1;
    if (open < 0) break;
  }
  return open === 0 ? text : text.replaceAll(ISOLATE, "").replaceAll(POP, "");
}
