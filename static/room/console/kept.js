/**
 * What a host has begun to write and how they have arranged their desk: kept by the tab for one session of mediation,
 * so that a reload loses nothing and the next session begins empty. Where the browser denies it, it is kept
 * as long as the page is.
 */

const PREFIX = "yt-desk ";

export class Kept {
  /** @type {Map<string, string>} what is so when nothing can be stored */
  #held = new Map();
  #session;

  /** @param {string} session */
  constructor(session) {
    this.#session = session;
    for (const key of storedKeys()) if (!key.startsWith(this.#key(""))) storage()?.removeItem(key);
  }

  /** @param {string} name */
  get(name) {
    return storage()?.getItem(this.#key(name)) ?? this.#held.get(name) ?? "";
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  set(name, text) {
    this.#held.set(name, text);
    try {
      if (text === "") storage()?.removeItem(this.#key(name));
      else storage()?.setItem(this.#key(name), text);
    } catch {
      // Full, or denied: then it is held above.
    }
  }

  /** @param {string} name */
  #key(name) {
    return `${PREFIX}${this.#session} ${name}`;
  }
}

function storedKeys() {
  return Object.keys(storage() ?? {}).filter((key) => key.startsWith(PREFIX));
}

/** @returns {Storage | null} */
function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
