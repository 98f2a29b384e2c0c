/**
 * The room as the server lets me see it: one `view`, then numbered `change`s that patch it.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").ViewEvent} ViewEvent
 * @typedef {import("../protocol.js").ChangeEvent} ChangeEvent
 */

/**
 * JSON Merge Patch (RFC 7396, section 2), copy on write: what the patch does not touch stays the same object,
 * so that readers can compare by identity.
 * @param {unknown} target
 * @param {unknown} patch
 * @returns {unknown}
 */
export function merge(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else put(result, name, merge(own(result, name), value));
  }
  return result;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {Record<string, unknown>} object
 * @param {string} name
 */
function own(object, name) {
  // Object.hasOwn is younger than some phones that can call.
  return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}

/**
 * A plain assignment to `__proto__` would change the prototype instead of adding a member.
 * @param {Record<string, unknown>} object
 * @param {string} name
 * @param {unknown} value
 */
function put(object, name, value) {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Folds what arrives. Numbers are mine alone and have no gaps: a gap means that something was lost. */
export class Fold {
  /** @type {View | null} */
  view = null;
  #seq = 0;

  /** @param {ViewEvent} event */
  fresh(event) {
    this.#seq = event.seq;
    this.view = event.view;
  }

  /**
   * @param {ChangeEvent} event
   * @returns {"changed" | "old" | "gap"} what came of it; after a gap only a fresh view helps
   */
  change(event) {
    if (this.view === null || event.seq > this.#seq + 1) return "gap";
    if (event.seq <= this.#seq) return "old";
    this.#seq = event.seq;
    this.view = /** @type {View} */ (merge(this.view, event.patch));
    return "changed";
  }
}
