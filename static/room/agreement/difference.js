/**
 * What changed from one version of an agreement to the next, line by line. Pure.
 *
 * @typedef {import("./outline.js").Section} Section
 * @typedef {{kind: "new" | "gone", title: string, text: string}} Change
 */

/**
 * @param {readonly Section[]} before
 * @param {readonly Section[]} after
 * @returns {Change[]} in the order of the text; what went stands before what came
 */
export function changes(before, after) {
  const [old, young] = [flat(before), flat(after)];
  const kept = common(old.map(key), young.map(key));
  /** @type {Change[]} */
  const found = [];
  let [from, to] = [0, 0];
  for (const [left, right] of [...kept, /** @type {[number, number]} */ ([old.length, young.length])]) {
    for (; from < left; from += 1) found.push({ kind: "gone", ...at(old, from) });
    for (; to < right; to += 1) found.push({ kind: "new", ...at(young, to) });
    [from, to] = [left + 1, right + 1];
  }
  return found;
}

/**
 * The sections that say something else now.
 * @param {readonly Section[]} before
 * @param {readonly Section[]} after
 * @returns {Set<string>} ids
 */
export function changedSections(before, after) {
  const known = new Map(before.map((section) => [section.id, words(section)]));
  return new Set(after.flatMap((section) => (known.get(section.id) === words(section) ? [] : [section.id])));
}

/** @param {Section} section */
function words({ title, lines }) {
  return [title, ...lines].join("\n");
}

/** @param {readonly Section[]} sections */
function flat(sections) {
  return sections.flatMap(({ title, lines }) => lines.map((text) => ({ title, text })));
}

/** @param {{title: string, text: string}} line */
function key({ title, text }) {
  return `${title}\n${text}`;
}

/**
 * @param {readonly {title: string, text: string}[]} lines
 * @param {number} index
 */
function at(lines, index) {
  return lines[index] ?? { title: "", text: "" };
}

/**
 * The longest run of equal lines in both, as pairs of places.
 * @param {readonly string[]} one
 * @param {readonly string[]} other
 * @returns {[number, number][]}
 */
function common(one, other) {
  const width = other.length + 1;
  const longest = new Uint16Array((one.length + 1) * width);
  const length = (/** @type {number} */ i, /** @type {number} */ j) => longest[i * width + j] ?? 0;
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      const same = one[i] === other[j];
      longest[i * width + j] = same ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
    }
  }
  /** @type {[number, number][]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    if (one[i] === other[j]) pairs.push([i++, j++]);
    else if (length(i + 1, j) >= length(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
