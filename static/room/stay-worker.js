/**
 * Encoded transforms of my outgoing streams (W3C WebRTC Encoded Transform). Told of a move, each stream's
 * gate closes, and the boundary of the new stay is reported.
 *
 * @typedef {{type: string, timestamp?: number, getMetadata(): {rtpTimestamp?: number}}} Frame
 * @typedef {object} Transformer
 * @property {ReadableStream<Frame>} readable
 * @property {WritableStream<Frame>} writable
 * @property {{kind: string}} options
 * @property {() => Promise<unknown>} [generateKeyFrame]
 * @typedef {{kind: string, gate: StayGate, transformer: Transformer, known: () => void}} Stream
 * @typedef {{stay: string, guard: number} | {known: string}} Order a move, or a kind's boundary is known
 */

import { StayGate } from "./stay-gate.js";

/** Timers may run a little early; a key frame that comes before the guard ends is dropped. */
const SLACK_MS = 10;
/**
 * How long a first frame waits for its boundary to be known to the server, which drops what comes before
 * that.
 */
const HOLD_MS = 80;

/** @typedef {DedicatedWorkerGlobalScope & {onrtctransform: unknown}} Scope */
const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
/** @type {Map<string, Stream>} the newest stream of each kind */
const streams = new Map();
let stay = "";
let until = 0;

/** @param {MessageEvent<Order>} event */
scope.onmessage = ({ data }) => {
  if ("known" in data) return streams.get(data.known)?.known();
  stay = data.stay;
  until = performance.now() + data.guard;
  for (const stream of streams.values()) close(stream, data.guard);
};

/** @param {{transformer: Transformer}} event */
scope.onrtctransform = ({ transformer }) => {
  const kind = transformer.options.kind;
  const stream = { kind, gate: new StayGate(kind !== "audio"), transformer, known: () => {} };
  stream.gate.close(until);
  streams.set(kind, stream);
  const guard = new TransformStream({
    async transform(/** @type {Frame} */ frame, controller) {
      if (await admit(stream, frame)) controller.enqueue(frame);
    },
  });
  // The pipe ends with its peer connection; there is nobody to tell.
  transformer.readable.pipeThrough(guard).pipeTo(transformer.writable).catch(() => undefined);
};

/**
 * @param {Stream} stream
 * @param {number} guard
 */
function close(stream, guard) {
  stream.gate.close(until);
  // Not in Chromium's workers; there the page asks.
  const ask = stream.transformer.generateKeyFrame?.bind(stream.transformer);
  if (stream.kind !== "audio" && ask) setTimeout(() => void ask().catch(() => undefined), guard + SLACK_MS);
}

/**
 * @param {Stream} stream
 * @param {Frame} frame
 */
async function admit(stream, frame) {
  const { pass, report } = stream.gate.admit(frame.type === "key", performance.now());
  if (report) {
    const ts = frame.getMetadata().rtpTimestamp ?? frame.timestamp ?? null;
    scope.postMessage({ kind: stream.kind, stay, ts });
    if (pass) await told(stream);
  }
  return pass;
}

/** @param {Stream} stream */
function told(stream) {
  return new Promise((resolve) => {
    stream.known = () => resolve(undefined);
    setTimeout(stream.known, HOLD_MS);
  });
}

scope.postMessage({ ready: true });
