/** Amounts as people write them. Pure. */

/**
 * A number as people type it, as the server reads it: full-width digits, commas and 元 are no matter.
 * @param {string} text
 */
export function figure(text) {
  return text.normalize("NFKC").replace(/[\s,，、元¥￥]/g, "");
}
