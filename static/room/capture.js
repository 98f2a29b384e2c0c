/**
 * Camera, microphone and screen of this device, and plain names for what keeps them from us.
 *
 * @typedef {"audio" | "camera"} Device
 * @typedef {"denied" | "system" | "missing" | "busy" | "unsuitable" | "insecure" | "failed"} Trouble
 * @typedef {Partial<Record<Device, MediaStreamTrack>>} Tracks
 * @typedef {{tracks: Tracks, trouble: Partial<Record<Device, Trouble>>}} Captured
 * @typedef {{width: number, height: number, frame_rate: number}} Picture
 */

import { chosen } from "./check/chosen.js";

/** @type {MediaTrackConstraints} */
export const FRONT = { facingMode: "user" };
/** Echo would come back from every other person's loudspeaker. */
const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/**
 * Open devices with one question to the person. If both cannot be had, each is tried alone: somebody without
 * a camera can still speak.
 * @param {readonly Device[]} devices
 * @param {Picture} picture
 * @param {MediaTrackConstraints} [lens] which camera
 * @returns {Promise<Captured>}
 */
export async function open(devices, picture, lens = FRONT) {
  const first = await tryOpen(devices, picture, lens);
  if (devices.length < 2 || Object.keys(first.trouble).length === 0) return first;
  /** @type {Captured} */
  const all = { tracks: {}, trouble: {} };
  for (const device of devices) {
    const one = await tryOpen([device], picture, lens);
    Object.assign(all.tracks, one.tracks);
    Object.assign(all.trouble, one.trouble);
  }
  return all;
}

/** @returns {Promise<MediaStreamTrack | null>} null when the person chose nothing */
export async function openScreen() {
  try {
    const wanted = { video: { frameRate: { max: 8 } }, audio: false };
    const stream = await navigator.mediaDevices.getDisplayMedia(wanted);
    const track = stream.getVideoTracks()[0] ?? null;
    if (track) track.contentHint = "detail";
    return track;
  } catch {
    return null;
  }
}

export function canShareScreen() {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

/**
 * @param {readonly Device[]} devices
 * @param {Picture} picture
 * @param {MediaTrackConstraints} lens
 * @returns {Promise<Captured>}
 */
async function tryOpen(devices, picture, lens) {
  try {
    const stream = await ask(devices, picture, lens);
    const [audio, camera] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
    return { tracks: { ...(audio && { audio }), ...(camera && { camera }) }, trouble: {} };
  } catch (error) {
    const trouble = name(error);
    return { tracks: {}, trouble: Object.fromEntries(devices.map((device) => [device, trouble])) };
  }
}

/**
 * What was chosen, or if that is gone any other: one is better than none.
 * @param {readonly Device[]} devices
 * @param {Picture} picture
 * @param {MediaTrackConstraints} lens
 */
async function ask(devices, picture, lens) {
  if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
  const any = constraints(devices, picture, () => "", FRONT);
  // Who has turned to the other camera has chosen anew.
  const turned = devices.includes("camera") && lens !== FRONT;
  if (!turned && !devices.some(chosen)) return navigator.mediaDevices.getUserMedia(any);
  /** @param {Device} device */
  const choice = (device) => (turned && device === "camera" ? "" : chosen(device));
  try {
    return await navigator.mediaDevices.getUserMedia(constraints(devices, picture, choice, lens));
  } catch (error) {
    if (name(error) !== "unsuitable") throw error;
    return navigator.mediaDevices.getUserMedia(any);
  }
}

/**
 * @param {readonly Device[]} devices
 * @param {Picture} picture
 * @param {(device: Device) => string} choice a device's id, or ""
 * @param {MediaTrackConstraints} lens which camera where none was chosen
 * @returns {MediaStreamConstraints}
 */
function constraints(devices, { width, height, frame_rate }, choice, lens) {
  const camera = choice("camera") ? { deviceId: { exact: choice("camera") } } : lens;
  const video = {
    ...camera,
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: frame_rate, max: frame_rate },
  };
  const voice = choice("audio") ? { ...VOICE, deviceId: { exact: choice("audio") } } : VOICE;
  return { audio: devices.includes("audio") && voice, video: devices.includes("camera") && video };
}

/**
 * What is wrong, by the names of "Media Capture and Streams", section 10.2.
 * @param {unknown} error
 * @returns {Trouble}
 */
export function name(error) {
  const { name = "", message = "" } = /** @type {Partial<Error>} */ (error ?? {});
  switch (name) {
    case "NotAllowedError":
      // Chromium's words where not the person but the system's settings say no.
      return message.includes("system") ? "system" : "denied";
    case "NotFoundError":
      return "missing";
    case "OverconstrainedError":
      return "unsuitable";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "SecurityError":
      return "insecure";
    default:
      return "failed";
  }
}

/**
 * A picture of nothing. It takes the place of a camera or a shared screen before the sender falls silent: an
 * encoder may repeat its last picture later, and that must not be one of a former stay. As large as a camera's, so
 * that the encoder of every size gets it.
 * @returns {MediaStreamTrack | null}
 */
export function blackTrack() {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 360;
  const paint = canvas.getContext("2d");
  const track = canvas.captureStream(10).getVideoTracks()[0] ?? null;
  paint?.fillRect(0, 0, canvas.width, canvas.height);
  return track;
}
