/**
 * Encoded transforms of my outgoing streams (W3C WebRTC Encoded Transform). Told of a move, each stream's
 * gate closes, and the boundary of the new stay is reported. Each layer of a camera is a stream with an SSRC, a
 * clock and a gate of its own; they share the sender's transform.
 *
 * @typedef {{type: string, timestamp?: number, getMetadata(): {rtpTimestamp?: number,
 *   synchronizationSource?: number}}} Frame
 * @typedef {object} Transformer
 * @property {ReadableStream<Frame>} readable
 * @property {WritableStream<Frame>} writable
 * @property {{kind: string}} options
 * @property {() => Promise<unknown>} [generateKeyFrame]
 * @typedef {{gate: StayGate, known: () => void}} Layer
 * @typedef {{kind: string, layers: Map<number, Layer>, transformer: Transformer}} Stream
 * @typedef {{stay: string, guard: number} | {known: string, ssrc: number}} Order a move, or a layer's boundary is known
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
  if ("known" in data) return streams.get(data.known)?.layers.get(data.ssrc)?.known();
  stay = data.stay;
  until = performance.now() + data.guard;
  for (const stream of streams.values()) close(stream, data.guard);
};

/** @param {{transformer: Transformer}} event */
scope.onrtctransform = ({ transformer }) => {
  const kind = transformer.options.kind;
  /** @type {Stream} */
  const stream = { kind, layers: new Map(), transformer };
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
  for (const { gate } of stream.layers.values()) gate.close(until);
  // Not in Chromium's workers; there the page asks.
  const ask = stream.transformer.generateKeyFrame?.bind(stream.transformer);
  if (stream.kind !== "audio" && ask) setTimeout(() => void ask().catch(() => undefined), guard + SLACK_MS);
}

/**
 * @param {Stream} stream
 * @param {Frame} frame
 */
async function admit(stream, frame) {
  const { rtpTimestamp, synchronizationSource: ssrc = 0 } = frame.getMetadata();
  const layer = stream.layers.get(ssrc) ?? begun(stream, ssrc);
  const { pass, report } = layer.gate.admit(frame.type === "key", performance.now());
  if (report) {
    const ts = rtpTimestamp ?? frame.timestamp ?? null;
    scope.postMessage({ kind: stream.kind, stay, ts, ssrc });
    if (pass) await told(layer);
  }
  return pass;
}

/**
 * The first frame of a layer: its gate is as closed as the last move left it.
 * @param {Stream} stream
 * @param {number} ssrc
 */
function begun(stream, ssrc) {
  const layer = { gate: new StayGate(stream.kind !== "audio"), known: () => {} };
  layer.gate.close(until);
  stream.layers.set(ssrc, layer);
  return layer;
}

/** @param {Layer} layer */
function told(layer) {
  return new Promise((resolve) => {
    layer.known = () => resolve(undefined);
    setTimeout(layer.known, HOLD_MS);
  });
}

scope.postMessage({ ready: true });
