/**
 * Places in the terms of an agreement, as the server names them: `payments[2].instalments[0].due`. Pure.
 *
 * @typedef {import("../../../protocol.js").Terms} Terms
 */

/**
 * @param {string} path
 * @returns {(string | number)[]}
 */
function steps(path) {
  return [...path.matchAll(/([^.[\]]+)/g)].map(([, step = ""]) => (/^\d+$/.test(step) ? Number(step) : step));
}

/**
 * What stands there; undefined where nothing does.
 * @param {Terms} terms
 * @param {string} path
 * @returns {any}
 */
export function at(terms, path) {
  return steps(path).reduce((value, step) => value?.[step], /** @type {any} */ (terms));
}

/**
 * The terms with something else there. What is undefined is left out; what held nothing else goes with it.
 * @param {Terms} terms
 * @param {string} path
 * @param {unknown} value
 * @returns {Terms}
 */
export function put(terms, path, value) {
  return set(terms, steps(path), value);
}

/**
 * @param {any} whole
 * @param {(string | number)[]} path
 * @param {unknown} value
 * @returns {any}
 */
function set(whole, [step, ...rest], value) {
  if (step === undefined) return value;
  const copy = Array.isArray(whole) ? [...whole] : { ...whole };
  const next = set(whole?.[step], rest, value);
  if (next !== undefined) copy[step] = next;
  else if (Array.isArray(copy)) copy.splice(Number(step), 1);
  else delete copy[step];
  return Object.keys(copy).length === 0 && !Array.isArray(copy) ? undefined : copy;
}

/**
 * The places around one, the nearest first: where a finding is shown whose own field the page does not have.
 * @param {string} path
 * @returns {string[]}
 */
export function around(path) {
  const found = [path];
  for (let at = path; at !== ""; ) {
    at = at.replace(/(?:\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, "");
    if (at !== "") found.push(at);
  }
  return found;
}

/**
 * An id that nothing in the list has.
 * @param {string} prefix
 * @param {readonly {id: string}[]} taken
 */
export function freshId(prefix, taken) {
  const known = new Set(taken.map(({ id }) => id));
  for (let number = taken.length + 1; ; number += 1) {
    if (!known.has(`${prefix}-${number}`)) return `${prefix}-${number}`;
  }
}
