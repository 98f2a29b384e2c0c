/**
 * Follows the way that my media take, and asks once whether the ways round a barred network are open.
 *
 * @typedef {import("./path.js").Path} Path
 * @typedef {import("./relays.js").Transport} Transport
 * @typedef {import("./relays.js").Outcome} Outcome
 */

import { usedPath } from "./path.js";
import { relays, tryRelay } from "./relays.js";
import { feelsOtherwise, judge } from "./verdict.js";

export class Line {
  /** @type {Path | null} */
  path = null;
  /** @type {Map<Transport, Outcome | "testing">} */
  relays = new Map();
  /** @type {import("./verdict.js").Verdict} */
  verdict = "testing";
  /** @type {readonly RTCIceServer[] | null} */
  #servers = null;
  #since = performance.now();
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * The relays that the server offers me; they are tried when `test` asks for it.
   * @param {readonly RTCIceServer[]} servers
   */
  offered(servers) {
    this.#servers = servers;
  }

  /** Try the ways round, all at once. */
  test() {
    if (this.#servers === null || typeof RTCPeerConnection !== "function" || this.#testing()) return;
    this.#since = performance.now();
    this.relays = new Map();
    for (const [transport, server] of relays(this.#servers)) {
      this.relays.set(transport, "testing");
      void tryRelay(server).then((outcome) => {
        this.relays.set(transport, outcome);
        this.#changed();
      });
    }
    this.#changed();
  }

  #testing() {
    return [...this.relays.values()].includes("testing");
  }

  /**
   * What the browser has counted; to be given now and then.
   * @param {RTCStatsReport | null | undefined} report null while nothing is connected
   */
  look(report) {
    const path = smooth(this.path, report ? usedPath(report.entries()) : null);
    if (this.path !== null && path === null) this.#since = performance.now();
    const same = path?.way === this.path?.way && !feelsOtherwise(path?.roundTrip, this.path?.roundTrip);
    this.path = path;
    const able = typeof RTCPeerConnection === "function";
    const verdict = judge({ able, path, waited: performance.now() - this.#since });
    const steady = same && verdict === this.verdict;
    this.verdict = verdict;
    if (!steady) this.#changed();
  }
}

/**
 * A single late answer is no slow line.
 * @param {Path | null} before
 * @param {Path | null} now
 * @returns {Path | null}
 */
function smooth(before, now) {
  if (before?.roundTrip == null || now?.roundTrip == null || before.way !== now.way) return now;
  return { way: now.way, roundTrip: Math.round(before.roundTrip + (now.roundTrip - before.roundTrip) / 4) };
}
