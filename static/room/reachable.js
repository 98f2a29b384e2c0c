/**
 * Asks, while an attempt to connect is under way, whether the server can be reached. TCP asks a dead network after 0, 1,
 * 3 and 7 s only: an attempt that was begun without a network may find it two seconds after it is back. A question of
 * its own each second finds it sooner, and a fresh attempt then takes a few round trips.
 */

const EVERY_MS = 1000;
/** What answers later than this is a slow network and no dead one: the attempt is the better judge. */
const PATIENCE_MS = 1900;

export class Reachable {
  /** @type {number | undefined} */
  #timer;
  #asked = 0;
  /** The attempt that follows an answer is not disturbed: it may take longer than the answer did. */
  #answered = false;
  #ask;
  #back;

  /**
   * @param {(signal: AbortSignal) => Promise<unknown>} ask rejects when nothing answers
   * @param {() => void} back the server answered a question asked since the last `watch`
   */
  constructor(ask, back) {
    this.#ask = ask;
    this.#back = back;
  }

  /** An attempt begins: the first question is asked in a second. */
  watch() {
    this.stop();
    const watched = this.#asked;
    const ask = () => {
      const answered = () => watched === this.#asked && this.#found();
      this.#ask(AbortSignal.timeout(PATIENCE_MS)).then(answered, () => undefined);
    };
    if (!this.#answered) this.#timer = setInterval(ask, EVERY_MS);
    this.#answered = false;
  }

  /** There is a connection, or none is wanted; what still answers is not listened to. */
  stop() {
    clearInterval(this.#timer);
    this.#asked += 1;
  }

  #found() {
    this.#answered = true;
    this.#back();
  }
}
