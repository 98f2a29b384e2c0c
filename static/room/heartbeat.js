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

const FIRST_MS = 2500;
const QUICK_MS = 2000;
const SLOW_MS = 4000;
const VERY_SLOW_MS = 8000;
/** Round trips to a connection (TCP, TLS, the upgrade) with one to spare, and what the machines take themselves. */
const TRIPS = 4;
const WORK_MS = 300;

/**
 * How long an attempt may take. TCP asks a dead network after 0, 1, 3, 7 and 15 s only (RFC 6298: the wait doubles), so
 * that one attempt alone may find a network ten seconds after it is back; begun anew every two seconds, it asks each
 * second. More often does not help: after some dozens of failures Chromium holds every WebSocket back for 1 to 5 s, and
 * a question of another kind is given one of the connections that already wait. Now and then an attempt has more
 * patience, for the network that is back may be a slower one.
 * @param {number} attempt 0 for the first, of the page itself
 * @param {number} usual milliseconds of a round trip on the network that there was
 */
export function patience(attempt, usual) {
  const least = WORK_MS + TRIPS * usual;
  if (attempt === 0) return Math.max(least, FIRST_MS);
  if (attempt % 24 === 0) return Math.max(least, VERY_SLOW_MS);
  return Math.max(least, attempt % 8 === 3 || attempt > 40 ? SLOW_MS : QUICK_MS);
}
