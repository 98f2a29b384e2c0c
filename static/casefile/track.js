/** One track of a recording: an element of the page that is kept in step with the clock of all. */

import { correction } from "./correction.js";
import { beginOf, endOf, paceAt, trackAt } from "./timeline.js";

/**
 * @typedef {object} Told what the service says of a track (server/pages/cases/play.py)
 * @property {string} address
 * @property {"audio" | "camera" | "screen"} kind
 * @property {number} person
 * @property {string} name
 * @property {string} role
 * @property {string | null} group
 * @property {import("./timeline.js").Knots} knots
 */

/** Seconds before its beginning at which a track is fetched. */
const AHEAD = 20;
/** Seconds after its end at which it is let go of. */
const BEHIND = 60;
/** Seconds before the end of a file in which there may be nothing left to wait for. */
const TAIL = 0.4;
/** Seconds beside the place where it should be, from which it is sought again. */
const BESIDE = 0.03;
/** Rates nearer to each other than this sound alike; each change costs the browser something. */
const ALIKE = 0.004;

export class Track {
  #address;
  #knots;
  #correcting = false;
  broken = false;

  /** @param {Told} told */
  constructor(told) {
    this.told = told;
    this.#address = told.address;
    this.#knots = told.knots;
    this.element = document.createElement(told.kind === "audio" ? "audio" : "video");
    this.element.preload = "auto";
    this.element.setAttribute("playsinline", "");
    this.element.disableRemotePlayback = true;
    // A voice that is brought back to its place keeps its pitch, and so does one that is played faster.
    this.element.preservesPitch = true;
    this.element.dataset["person"] = String(told.person);
    this.element.dataset["kind"] = told.kind;
    this.element.addEventListener("error", () => {
      this.broken = this.element.getAttribute("src") !== null;
    });
  }

  /** @param {number} at seconds of the timeline */
  isAt(at) {
    return !this.broken && trackAt(this.#knots, at) !== null;
  }

  /** @param {number} at whether anything of it is played there: not where it was silent, nor beside it */
  flowsAt(at) {
    return this.isAt(at) && paceAt(this.#knots, at) > 0.5;
  }

  /** Whether the browser waits for more of it. */
  get lacks() {
    return !this.broken && !this.#isAtItsEnd() && this.element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  /**
   * Fetch it when it is near, let go of it when it is far.
   * @param {number} at
   */
  hold(at) {
    const near = at > beginOf(this.#knots) - AHEAD && at < endOf(this.#knots) + BEHIND;
    const held = this.element.hasAttribute("src");
    if (near && !held) this.element.src = this.#address;
    if (!near && held) {
      this.element.removeAttribute("src");
      this.element.load();
    }
  }

  /**
   * Go to a place and be ready to go on from there. Resolves also for what cannot be played.
   * @param {number} at
   * @param {AbortSignal} given up for another place
   */
  async prepare(at, given) {
    this.element.pause();
    this.hold(at);
    const wanted = trackAt(this.#knots, at);
    if (wanted === null || this.broken) return;
    const { element } = this;
    const ready = new AbortController();
    given.addEventListener("abort", () => ready.abort(), { once: true });
    await new Promise((done) => {
      const look = () => {
        if (this.broken || ready.signal.aborted || this.#isReady(wanted)) done(undefined);
      };
      for (const event of ["loadedmetadata", "seeked", "canplay", "error"]) {
        element.addEventListener(event, look, { signal: ready.signal });
      }
      ready.signal.addEventListener("abort", look, { once: true });
      this.#seek(wanted, ready.signal);
      look();
    });
    ready.abort();
  }

  /**
   * Play from where it was prepared.
   * @param {number} at
   * @param {number} speed
   */
  async begin(at, speed) {
    if (!this.flowsAt(at)) return;
    this.#correcting = false;
    this.element.playbackRate = speed * paceAt(this.#knots, at);
    await this.element.play();
  }

  /**
   * Where the clock would have to be for this track to be in its place; null where it is not playing.
   * @param {number} at where the clock is
   */
  implies(at) {
    const wanted = trackAt(this.#knots, at);
    if (wanted === null || this.element.paused || !this.flowsAt(at)) return null;
    return at + (this.element.currentTime - wanted) / paceAt(this.#knots, at);
  }

  /**
   * Stay in step; begin and end where the track does.
   * @param {number} at
   * @param {number} speed
   */
  follow(at, speed) {
    this.hold(at);
    const wanted = trackAt(this.#knots, at);
    if (wanted === null || !this.flowsAt(at) || this.#isAtItsEnd()) return this.element.pause();
    if (this.element.paused) {
      if (Math.abs(this.element.currentTime - wanted) > BESIDE) this.element.currentTime = wanted;
      this.element.play().catch(() => {});
      return;
    }
    if (this.element.seeking) return;
    const step = correction(this.element.currentTime - wanted, speed * paceAt(this.#knots, at), this.#correcting);
    if (step.jump) {
      this.element.currentTime = wanted;
      return;
    }
    this.#correcting = step.correcting;
    if (Math.abs(this.element.playbackRate - step.rate) > ALIKE) this.element.playbackRate = step.rate;
  }

  pause() {
    this.element.pause();
  }

  close() {
    this.element.pause();
    this.element.removeAttribute("src");
    this.element.load();
    this.element.remove();
  }

  /**
   * @param {number} wanted
   * @param {AbortSignal} signal
   */
  #seek(wanted, signal) {
    const { element } = this;
    if (Math.abs(element.currentTime - wanted) <= BESIDE) return;
    if (element.readyState >= HTMLMediaElement.HAVE_METADATA) element.currentTime = wanted;
    else {
      const go = () => (element.currentTime = wanted);
      element.addEventListener("loadedmetadata", go, { signal, once: true });
    }
  }

  /** @param {number} wanted */
  #isReady(wanted) {
    const { element } = this;
    if (element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || element.seeking) return false;
    return wanted > element.duration - TAIL || element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  #isAtItsEnd() {
    return this.element.ended || this.element.currentTime > this.element.duration - 0.05;
  }
}
