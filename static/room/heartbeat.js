/**
 * Tells that the server no longer answers. Browsers notice a changed network only after 7-17 s; asking each
 * second and listening for the answer notices it after 2 s. What is not answered is asked again soon: a
 * packet that follows lets TCP notice a lost one at once, which alone would take it a second or more.
 */

/** How often `tick` is to be called. */
export const TICK_MS = 250;
const ASK_MS = 1000;
const ASK_AGAIN_MS = 500;
const LIMIT_MS = 2000;
/** Less patience with what may have died while the page slept, when somebody looks at it. */
const WOKEN_MS = 1200;
/** Background tabs are called once a second, and still listen. */
const SLEPT_MS = 1500;

export class Heartbeat {
  #asked = 0;
  #heard = 0;
  #ticked = 0;

  /** @param {number} now milliseconds, of a new connection */
  start(now) {
    this.#asked = this.#heard = this.#ticked = now;
  }

  /** @param {number} now milliseconds; anything arrived */
  hear(now) {
    this.#heard = now;
  }

  /**
   * Somebody looks at the page again and is to know soon; the server is asked at once.
   * @param {number} now milliseconds
   */
  wake(now) {
    this.#asked = this.#ticked = now;
    this.#heard = now - (LIMIT_MS - WOKEN_MS);
  }

  /**
   * @param {number} now milliseconds
   * @returns {"ask" | "wait" | "lost"}
   */
  tick(now) {
    // A page that slept (or whose timers are throttled) has not listened: what it missed says nothing.
    if (now - this.#ticked > SLEPT_MS) this.#heard = now;
    this.#ticked = now;
    if (now - this.#heard > LIMIT_MS) return "lost";
    if (now - this.#asked < (this.#heard < this.#asked ? ASK_AGAIN_MS : ASK_MS)) return "wait";
    this.#asked = now;
    return "ask";
  }
}

/**
 * How long to wait before an attempt to connect: soon at first, never longer than 1.25 s, and not all at the
 * same moment when a server comes back.
 * @param {number} attempt 0 for the first
 * @param {number} random 0 to 1
 */
export function backoff(attempt, random) {
  const wait = [150, 300, 500, 800][attempt] ?? 1000;
  return wait * (0.75 + random / 2);
}

/**
 * How long an attempt may take. TCP itself asks a dead network after 0, 1, 3 and 7 s: an attempt that is given
 * up after 4 s and begun anew asks more often, and every third is patient enough for a very slow network.
 * @param {number} attempt 0 for the first
 */
export function patience(attempt) {
  if (attempt === 0) return 2500;
  return attempt % 3 === 0 ? 8000 : 4000;
}
