/** The clock that all tracks follow: a place on the timeline that goes on while it runs. */
export class Clock {
  #now;
  #place = 0;
  #since = 0;
  #running = false;
  #speed = 1;
  #end;

  /**
   * @param {number} end seconds of the timeline
   * @param {() => number} now seconds of any steady clock
   */
  constructor(end, now) {
    this.#end = end;
    this.#now = now;
  }

  get running() {
    return this.#running;
  }

  get speed() {
    return this.#speed;
  }

  /** Seconds of the timeline, never outside it. */
  get place() {
    const gone = this.#running ? (this.#now() - this.#since) * this.#speed : 0;
    return Math.min(this.#place + gone, this.#end);
  }

  get ended() {
    return this.place >= this.#end;
  }

  /** @param {number} place seconds of the timeline */
  jump(place) {
    this.#place = Math.max(0, Math.min(place, this.#end));
    this.#since = this.#now();
  }

  start() {
    this.jump(this.place);
    this.#running = true;
  }

  hold() {
    this.jump(this.place);
    this.#running = false;
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.jump(this.place);
    this.#speed = speed;
  }
}
