/**
 * What the mediator is told of my equipment: the plain state of it, whenever that has changed, never more often than
 * every few seconds.
 *
 * @typedef {import("../../protocol.js").Equipment} Equipment
 * @typedef {import("../../protocol.js").DeviceState} DeviceState
 * @typedef {import("../capture.js").Device} Device
 * @typedef {import("../devices.js").Devices} Devices
 * @typedef {import("./line.js").Line} Line
 */

import { belowFloor } from "./floor.js";
import { hearing } from "./headphones.js";
import { feelsOtherwise, told } from "./verdict.js";

/** @type {Partial<Record<import("../capture.js").Trouble, DeviceState>>} */
const STATES = { denied: "denied", system: "denied", missing: "missing", busy: "busy" };
/** What comes and goes within the time is not told. */
const SETTLED_MS = 2000;
const PAUSE_MS = 5000;

/**
 * @param {Devices} devices
 * @param {Line} line
 * @returns {Equipment}
 */
export function equipment(devices, line) {
  const roundTrip = line.path?.roundTrip ?? null;
  return {
    microphone: state(devices, "audio"),
    camera: state(devices, "camera"),
    hearing: hearing(),
    network: told(line.verdict),
    ...(roundTrip === null ? {} : { round_trip: roundTrip }),
    old_browser: belowFloor(),
  };
}

/**
 * @param {Devices} devices
 * @param {Device} device
 * @returns {DeviceState}
 */
function state({ tracks, trouble }, device) {
  if (tracks[device]) return "works";
  const wrong = trouble[device];
  return wrong === undefined ? "unused" : (STATES[wrong] ?? "failed");
}

/**
 * Whether the mediator would see another thing.
 * @param {Equipment | undefined} before
 * @param {Equipment} now
 */
export function differs(before, now) {
  if (before === undefined || feelsOtherwise(before.round_trip, now.round_trip)) return true;
  const facts = /** @type {const} */ (["microphone", "camera", "hearing", "network", "old_browser"]);
  return facts.some((fact) => before[fact] !== now[fact]);
}

export class Report {
  /** @type {number | undefined} */
  #timer;
  #last = -PAUSE_MS;
  #now;
  #tell;

  /**
   * @param {() => {told: Equipment | undefined, now: Equipment} | null} now what the server's view of me has, and how
   *   it is; null while that is not known
   * @param {(equipment: Equipment) => void} tell
   */
  constructor(now, tell) {
    this.#now = now;
    this.#tell = tell;
  }

  /** Something may be different. */
  soon() {
    const wait = Math.max(SETTLED_MS, this.#last + PAUSE_MS - performance.now());
    this.#timer ??= window.setTimeout(() => this.#look(), wait);
  }

  #look() {
    this.#timer = undefined;
    const state = this.#now();
    if (state === null || !differs(state.told, state.now)) return;
    this.#last = performance.now();
    this.#tell(state.now);
  }
}
