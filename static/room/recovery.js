/**
 * What the system takes from a page and gives back: a call takes the microphone, a locked screen the camera. Taken
 * means that the track has ended, or that it delivers nothing ("muted" by the system, not by the person). Whether the
 * person wants to be heard and seen is not touched by it.
 *
 * @typedef {import("./capture.js").Device} Device
 *
 * @typedef {object} Ways
 * @property {(device: Device) => boolean} wanted whether the person has it on
 * @property {(device: Device) => MediaStreamTrack | undefined} track
 * @property {(device: Device) => Promise<unknown>} open try to have it again
 * @property {(device: Device, taken: boolean) => void} told it was taken, or is back
 */

/** Systems blink when the audio route changes: only what lasts longer is told. */
const BLINK_MS = 700;
/** How long to wait before each attempt; after the last only with a sign that something has changed. */
const WAITS_MS = [1000, 1000, 2000, 3000, 5000, 5000, 5000, 10_000, 10_000, 10_000, 30_000, 30_000];
const DEVICES = /** @type {const} */ (["audio", "camera"]);

export class Recovery {
  /** @type {Set<Device>} */
  #taken = new Set();
  /** @type {Partial<Record<Device, number>>} timers */
  #timers = {};
  /** @type {Partial<Record<Device, number>>} */
  #attempts = {};
  #ways;

  /** @param {Ways} ways */
  constructor(ways) {
    this.#ways = ways;
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.hurry());
  }

  /** @param {Device} device */
  taken(device) {
    return this.#taken.has(device) && this.#ways.wanted(device);
  }

  /**
   * A track of the device is in use from now on.
   * @param {Device} device
   * @param {MediaStreamTrack} track
   */
  watch(device, track) {
    track.onmute = () => this.#later(device, BLINK_MS, false);
    track.onunmute = () => this.#back(device, track);
    if (track.muted) this.#later(device, BLINK_MS, false);
    else this.#back(device, track);
  }

  /**
   * The track has ended without anybody having stopped it.
   * @param {Device} device
   */
  lost(device) {
    this.#attempts[device] = 0;
    this.#tell(device);
    this.#later(device, WAITS_MS[0]);
  }

  /** Somebody is back at the page, or a device was plugged in. */
  hurry() {
    for (const device of DEVICES) {
      if (!this.#taken.has(device)) continue;
      this.#attempts[device] = 0;
      this.#later(device, BLINK_MS);
    }
  }

  stop() {
    for (const device of DEVICES) this.#forget(device);
  }

  /** @param {Device} device */
  #forget(device) {
    this.#later(device, undefined);
    this.#taken.delete(device);
  }

  /** @param {Device} device */
  #silent(device) {
    const track = this.#ways.track(device);
    return track === undefined || track.readyState === "ended" || track.muted;
  }

  /**
   * @param {Device} device
   * @param {number | undefined} ms undefined: not by itself any more
   * @param {boolean} [reopen] a system that only silences a track gives it back: no other is asked for at once
   */
  #later(device, ms, reopen = true) {
    clearTimeout(this.#timers[device]);
    if (ms !== undefined) this.#timers[device] = window.setTimeout(() => void this.#look(device, reopen), ms);
  }

  /**
   * @param {Device} device
   * @param {boolean} reopen
   */
  async #look(device, reopen) {
    if (!this.#ways.wanted(device)) return this.#forget(device);
    const track = this.#ways.track(device);
    if (track && !this.#silent(device)) return this.#back(device, track);
    this.#tell(device);
    if (!reopen) return;
    const attempt = this.#attempts[device] ?? 0;
    this.#attempts[device] = attempt + 1;
    // What is asked for behind a locked screen is refused, or asks the person when they are back.
    if (!document.hidden) await this.#ways.open(device);
    if (this.#taken.has(device)) this.#later(device, WAITS_MS[attempt + 1]);
  }

  /** @param {Device} device */
  #tell(device) {
    if (this.#taken.has(device)) return;
    this.#taken.add(device);
    this.#ways.told(device, true);
  }

  /**
   * @param {Device} device
   * @param {MediaStreamTrack} track
   */
  #back(device, track) {
    if (this.#ways.track(device) !== track) return;
    this.#later(device, undefined);
    if (this.#taken.delete(device)) this.#ways.told(device, false);
  }
}
