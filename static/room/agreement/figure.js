/** Amounts as people write them. Pure. */

/**
 * A number as people type it, bare as the server takes it: full-width digits made plain, without blanks, commas, 元 and ¥.
 * @param {string} text
 */
export function figure(text) {
  return text.normalize("NFKC").replace(/[\s,，、元¥￥]/g, "");
}
