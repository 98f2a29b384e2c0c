/** What this tab remembers of a seat over a reload; where the browser denies storage, until the reload. */

/** @type {Map<string, string>} */
const memory = new Map();
let seat = "";

/** @param {string} mine the seat whose page this is */
export function begin(mine) {
  seat = mine;
}

/**
 * @param {string} what
 * @returns {string} "" when there is nothing
 */
export function recall(what) {
  const key = name(what);
  try {
    return sessionStorage.getItem(key) ?? memory.get(key) ?? "";
  } catch {
    return memory.get(key) ?? "";
  }
}

/**
 * @param {string} what
 * @param {string} value
 */
export function keep(what, value) {
  const key = name(what);
  memory.set(key, value);
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Denied, or full: the memory above has it.
  }
}

/** @param {string} what */
function name(what) {
  return `yuntiao ${what} ${seat}`;
}
