/** What this tab remembers of a seat over a reload; where the browser denies storage, until the reload. */

/** @type {Map<string, string>} */
const memory = new Map();

/**
 * @param {string} seat
 * @param {string} what
 * @returns {string | null}
 */
export function recall(seat, what) {
  const key = name(seat, what);
  try {
    return sessionStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

/**
 * @param {string} seat
 * @param {string} what
 * @param {string} value
 */
export function keep(seat, what, value) {
  const key = name(seat, what);
  memory.set(key, value);
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Denied, or full: the memory above has it.
  }
}

/**
 * @param {string} seat
 * @param {string} what
 */
function name(seat, what) {
  return `yuntiao ${what} ${seat}`;
}
