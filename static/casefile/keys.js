/** The player by keyboard. */

/**
 * @typedef {object} Keys
 * @property {() => void} toggle
 * @property {(seconds: number) => void} by
 * @property {(lines: number) => void} line
 * @property {(steps: number) => void} speed
 * @property {() => void} silence
 * @property {(end: boolean) => void} edge
 */

/** @param {Keys} does */
export function listen(does) {
  /** @type {Record<string, () => void>} */
  const table = {
    " ": does.toggle,
    k: does.toggle,
    j: () => does.by(-10),
    l: () => does.by(10),
    ArrowLeft: () => does.by(-5),
    ArrowRight: () => does.by(5),
    ArrowUp: () => does.line(-1),
    ArrowDown: () => does.line(1),
    "<": () => does.speed(-1),
    ",": () => does.speed(-1),
    ">": () => does.speed(1),
    ".": () => does.speed(1),
    m: does.silence,
    Home: () => does.edge(false),
    End: () => does.edge(true),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const work = table[key];
    if (!work || isMeantFor(event.target, key)) return;
    event.preventDefault();
    work();
  });
}

/**
 * Whether a key does something else where the focus is: writes, chooses, presses.
 * @param {EventTarget | null} target
 * @param {string} key
 */
function isMeantFor(target, key) {
  if (!(target instanceof Element) || target.closest("dialog")) return target instanceof Element;
  if (target instanceof HTMLInputElement && target.type === "range") return false;
  if (target.closest("input, select, textarea")) return true;
  return key === " " && target.closest("button, a, summary") !== null;
}
