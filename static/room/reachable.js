/**
 * Asks, while there is no connection, whether the server can be reached. TCP asks a dead network after 0, 1, 3 and 7 s
 * only: an attempt that was begun without a network may find it two seconds after it is back. Small questions of their
 * own find it sooner, and a fresh attempt then takes a few round trips.
 */

/** With the patience, five are under way at once: browsers have six connections to a server. */
const EVERY_MS = 400;
/** What answers later than this is a slow network and no dead one: the attempt is the better judge. */
const PATIENCE_MS = 1900;

export class Reachable {
  /** @type {number | undefined} */
  #timer;
  /** Counts the times that it was stopped. */
  #round = 0;
  #ask;
  #answered;
  #now;

  /**
   * @param {(signal: AbortSignal) => Promise<unknown>} ask rejects when nothing answers
   * @param {(took: number) => void} answered milliseconds that the answer took
   * @param {() => number} now milliseconds
   */
  constructor(ask, answered, now) {
    this.#ask = ask;
    this.#answered = answered;
    this.#now = now;
  }

  /** There is no connection: asks until it is stopped. */
  watch() {
    this.#timer ??= setInterval(() => this.#question(this.#round, this.#now()), EVERY_MS);
  }

  /** There is a connection, or none is wanted; what still answers is not listened to. */
  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#round += 1;
  }

  /**
   * @param {number} round
   * @param {number} asked
   */
  #question(round, asked) {
    const answered = () => round === this.#round && this.#answered(this.#now() - asked);
    this.#ask(AbortSignal.timeout(PATIENCE_MS)).then(answered, () => undefined);
  }
}
