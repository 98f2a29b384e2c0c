/**
 * Tells the server where in RTP time each of my outgoing streams enters a stay.
 *
 * @typedef {import("../protocol.js").Kind} Kind
 * @typedef {{stay: string, kind: Kind, ts: number | null, ssrc: number | null}} Report each layer of a camera has a
 *   clock of its own, which the SSRC tells
 */

import { GUARD_MS } from "./stay-gate.js";

/** @type {readonly Kind[]} */
const KINDS = ["audio", "camera", "screen"];
const START_MS = 3000;
/** Timers may run a little early; a key frame that comes before the guard ends is dropped. */
const SLACK_MS = 10;

export class Stays {
  /** @type {Worker | null} */
  #worker = null;
  #stay = "";
  /** @type {Map<string, Report>} reports that the server has not acknowledged, by kind and SSRC */
  #open = new Map();
  /** @type {RTCRtpSender[]} */
  #guarded = [];
  #send;
  /** @type {Promise<void>} resolves when senders can be guarded, or when it is known that they cannot */
  ready;

  /** @param {(report: Report) => Promise<unknown>} send rejects when the report may not have arrived */
  constructor(send) {
    this.#send = send;
    this.ready = "RTCRtpScriptTransform" in globalThis ? this.#start() : Promise.resolve();
  }

  /**
   * Put the guard between encoder and network of a sender.
   * @param {Kind} kind
   * @param {RTCRtpSender} sender
   */
  guard(kind, sender) {
    if (this.#worker === null) return;
    sender.transform = new RTCRtpScriptTransform(this.#worker, { kind });
    this.#guarded.push(sender);
  }

  /** The peer connection that the guarded senders belong to is gone. */
  forget() {
    this.#guarded = [];
  }

  /**
   * A stay begins.
   * @param {string} stay
   */
  enter(stay) {
    const guard = this.#stay === "" ? 0 : GUARD_MS;
    this.#stay = stay;
    this.#open.clear();
    if (this.#worker === null) return guard > 0 ? this.#reportUnknown() : undefined;
    this.#worker.postMessage({ stay, guard });
    setTimeout(() => this.#guarded.forEach(askForKeyFrame), guard + SLACK_MS);
  }

  /** The server has answered a new peer connection: its streams begin within the present stay. */
  begin() {
    if (this.#worker === null) this.#reportUnknown();
  }

  /** A fresh connection to the server: what it may have missed is told again. */
  again() {
    for (const report of this.#open.values()) this.#tell(report);
  }

  /** A transform given to a worker that does not listen yet would be lost, and its sender silent. */
  #start() {
    const worker = new Worker(new URL("./stay-worker.js", import.meta.url), { type: "module" });
    this.#worker = worker;
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(this.#giveUp()), START_MS);
      worker.onerror = () => resolve(this.#giveUp());
      worker.onmessage = ({ data }) => {
        if (data.stay === this.#stay) this.#report(data);
        if (data.ready) resolve(clearTimeout(late));
      };
    });
  }

  /** Without its worker a guarded sender sends nothing at all: go on as a browser without transforms does. */
  #giveUp() {
    this.#worker?.terminate();
    this.#worker = null;
    for (const sender of this.#guarded) sender.transform = null;
    this.#guarded = [];
    if (this.#stay !== "") this.#reportUnknown();
  }

  #reportUnknown() {
    for (const kind of KINDS) this.#report({ stay: this.#stay, kind, ts: null, ssrc: null });
  }

  /** @param {Report} report */
  #report(report) {
    this.#open.set(`${report.kind} ${report.ssrc}`, report);
    this.#tell(report);
  }

  /** @param {Report} report */
  #tell(report) {
    const key = `${report.kind} ${report.ssrc}`;
    const told = () => {
      if (this.#open.get(key) !== report) return;
      this.#open.delete(key);
      this.#worker?.postMessage({ known: report.kind, ssrc: report.ssrc });
    };
    this.#send(report).then(told, () => undefined);
  }
}

/**
 * Video goes on with a key frame. Firefox and Safari are asked in the worker, Chromium here; a browser that
 * knows neither is asked by the server (PLI), a round trip later.
 * @param {RTCRtpSender} sender
 */
function askForKeyFrame(sender) {
  if (sender.track?.kind !== "video") return;
  const parameters = sender.getParameters();
  const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
  const options = /** @type {RTCSetParameterOptions} */ ({ encodingOptions });
  sender.setParameters(parameters, options).catch(() => undefined);
}
