/**
 * Encoded transforms of my outgoing streams (W3C WebRTC Encoded Transform). Told of a move, each stream's gate closes;
 * the first frame of the new stay is reported with its RTP timestamp.
 *
 * @typedef {{type: string, data: ArrayBuffer, timestamp?: number, getMetadata(): {rtpTimestamp?: number}}} Frame
 * @typedef {object} Transformer
 * @property {ReadableStream<Frame>} readable
 * @property {WritableStream<Frame>} writable
 * @property {{kind: string}} options
 * @property {() => Promise<unknown>} [generateKeyFrame]
 * @typedef {{kind: string, gate: StayGate, transformer: Transformer}} Stream
 */

import { StayGate } from "./stay-gate.js";

/** Timers may run a little early; a key frame that comes before the guard ends is dropped. */
const SLACK_MS = 10;
const scope = /** @type {DedicatedWorkerGlobalScope & {onrtctransform: unknown}} */ (/** @type {unknown} */ (self));
/** @type {Map<string, Stream>} the newest stream of each kind */
const streams = new Map();
let stay = "";
let until = 0;

/** @param {MessageEvent<{stay: string, guard: number}>} event */
scope.onmessage = ({ data }) => {
  stay = data.stay;
  until = performance.now() + data.guard;
  for (const stream of streams.values()) close(stream, data.guard);
};

/** @param {{transformer: Transformer}} event */
scope.onrtctransform = ({ transformer }) => {
  const kind = transformer.options.kind;
  const stream = { kind, gate: new StayGate(kind !== "audio"), transformer };
  stream.gate.close(until);
  streams.set(kind, stream);
  const guard = new TransformStream({
    transform(/** @type {Frame} */ frame, controller) {
      if (admit(stream, frame)) controller.enqueue(frame);
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
function admit(stream, frame) {
  const verdict = stream.gate.admit(frame.type === "key", performance.now());
  if (verdict === "first") {
    const ts = frame.getMetadata().rtpTimestamp ?? frame.timestamp ?? null;
    scope.postMessage({ kind: stream.kind, stay, ts });
  }
  return verdict !== "drop";
}

scope.postMessage({ ready: true });
