/** A move is felt: in the pocket, and by whoever does not look. What is private feels unlike what is not. */

/** @type {Partial<Record<import("../protocol.js").PlaceKind, number[]>>} milliseconds on, off, on … */
const PATTERNS = { private: [70, 70, 70, 70, 70], group: [70, 70, 70] };
const ELSE = [250];

/** @param {import("../protocol.js").PlaceKind} kind */
export function feel(kind) {
  navigator.vibrate?.(PATTERNS[kind] ?? ELSE);
}
