/**
 * Looking again and again how far something is that is made. One answer that is none ends nothing: it is asked for
 * again, ever later, and the page says so meanwhile.
 */

/** Milliseconds after which one looks again at what goes on. */
const AGAIN_MS = 1000;
/** Milliseconds after which one looks again at the latest, however long there has been no answer. */
const LATEST_MS = 30_000;

/**
 * @typedef {object} Watched
 * @property {() => Promise<import("../colleague/answers.js").Answer>} ask
 * @property {(value: any) => boolean} show what was answered; whether it goes on
 * @property {(silent: boolean) => void} tell whether there is no answer just now
 */

/**
 * @param {number} silent how many answers in a row were none
 * @returns {number} milliseconds until one looks again
 */
export function patience(silent) {
  return Math.min(AGAIN_MS * 2 ** silent, LATEST_MS);
}

export class Watch {
  #watched;
  #later;
  #silent = 0;
  /** Of what was asked or came last: whatever belongs to something before it counts no more. */
  #turn = 0;

  /**
   * @param {Watched} watched
   * @param {(run: () => void, ms: number) => void} [later]
   */
  constructor(watched, later = (run, ms) => void setTimeout(run, ms)) {
    this.#watched = watched;
    this.#later = later;
  }

  /** Looks now, whenever it would have been. */
  async look() {
    const turn = ++this.#turn;
    const answer = await this.#watched.ask();
    if (turn !== this.#turn) return;
    if (answer.ok) return this.take(answer.value);
    this.#silent += 1;
    this.#watched.tell(true);
    this.#again();
  }

  /**
   * How far it is, from wherever that is known.
   * @param {any} value
   */
  take(value) {
    this.#turn += 1;
    this.#silent = 0;
    this.#watched.tell(false);
    if (this.#watched.show(value)) this.#again();
  }

  #again() {
    const turn = this.#turn;
    this.#later(() => {
      if (turn === this.#turn) void this.look();
    }, patience(this.#silent));
  }
}
