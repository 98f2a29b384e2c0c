/** Plays all tracks of a recording in step: they follow one clock, which waits for the slowest of them. */

import { Clock } from "./clock.js";
import { Track } from "./track.js";

/** Milliseconds between two looks at the tracks. */
const LOOK = 50;
/** Looks after which a track that lacks something stops the others. */
const PATIENCE = 6;

/**
 * @typedef {"waiting" | "playing" | "paused" | "ended"} State
 * @typedef {object} Recording what the service says of it (server/pages/cases/play.py)
 * @property {number} began milliseconds since 1970
 * @property {number} seconds
 * @property {import("./track.js").Told[]} tracks
 */

export class Player {
  #clock;
  #wanted = false;
  #lacking = 0;
  #going = new AbortController();
  #looking;
  /** @type {State} */
  #state = "paused";

  /**
   * @param {Recording} recording
   * @param {(player: Player) => void} onChange
   */
  constructor(recording, onChange) {
    this.recording = recording;
    this.tracks = recording.tracks.map((told) => new Track(told));
    this.onChange = onChange;
    this.#clock = new Clock(recording.seconds, () => performance.now() / 1000);
    this.#looking = setInterval(() => this.#look(), LOOK);
  }

  get state() {
    return this.#state;
  }

  /** Whether somebody wants it to play, though it may wait for something. */
  get wanted() {
    return this.#wanted;
  }

  /** Seconds from the beginning. */
  get place() {
    return this.#clock.place;
  }

  get speed() {
    return this.#clock.speed;
  }

  get broken() {
    return this.tracks.filter((track) => track.broken).length;
  }

  /** Raises NotAllowedError where the browser wants a press first. */
  async play() {
    this.#wanted = true;
    await this.to(this.#clock.ended ? 0 : this.place);
  }

  pause() {
    this.#wanted = false;
    this.#going.abort();
    this.#hold("paused");
  }

  /** @param {number} place seconds from the beginning */
  async to(place) {
    this.#going.abort();
    const going = (this.#going = new AbortController());
    this.#clock.hold();
    this.#clock.jump(place);
    this.#change("waiting");
    const at = this.place;
    await Promise.all(this.tracks.map((track) => track.prepare(at, going.signal)));
    if (going.signal.aborted) return;
    if (!this.#wanted) return this.#change("paused");
    await this.#start(at, going.signal);
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#clock.setSpeed(speed);
    if (this.#state === "playing") for (const track of this.tracks) track.follow(this.place, speed);
    this.onChange(this);
  }

  close() {
    clearInterval(this.#looking);
    this.#going.abort();
    for (const track of this.tracks) track.close();
  }

  /**
   * Together: the clock begins where most of them have come to when the last one has begun.
   * @param {number} at
   * @param {AbortSignal} given
   */
  async #start(at, given) {
    try {
      await Promise.all(this.tracks.map((track) => track.begin(at, this.speed)));
    } catch (error) {
      if (given.aborted) return;
      this.#wanted = false;
      this.#hold("paused");
      throw error;
    }
    if (given.aborted) return;
    const implied = this.tracks
      .map((track) => track.implies(at))
      .filter((place) => place !== null)
      .sort((one, other) => one - other);
    this.#clock.jump(implied[implied.length >> 1] ?? at);
    this.#clock.start();
    this.#lacking = 0;
    this.#change("playing");
    this.#look();
  }

  #look() {
    if (this.#state !== "playing") return;
    const at = this.place;
    if (this.#clock.ended) {
      this.#wanted = false;
      return this.#hold("ended");
    }
    this.#lacking = this.tracks.some((track) => track.flowsAt(at) && track.lacks) ? this.#lacking + 1 : 0;
    if (this.#lacking > PATIENCE) return void this.to(at);
    for (const track of this.tracks) track.follow(at, this.speed);
    this.onChange(this);
  }

  /** @param {State} state */
  #hold(state) {
    this.#clock.hold();
    for (const track of this.tracks) track.pause();
    this.#change(state);
  }

  /** @param {State} state */
  #change(state) {
    this.#state = state;
    this.onChange(this);
  }
}
