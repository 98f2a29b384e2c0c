/**
 * Camera, microphone and screen of this device, and plain names for what keeps them from us.
 *
 * @typedef {"audio" | "camera"} Device
 * @typedef {"denied" | "missing" | "busy" | "insecure" | "failed"} Trouble
 * @typedef {Partial<Record<Device, MediaStreamTrack>>} Tracks
 * @typedef {{tracks: Tracks, trouble: Partial<Record<Device, Trouble>>}} Captured
 * @typedef {{width: number, height: number, frame_rate: number}} Picture
 */

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
    if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
    const stream = await navigator.mediaDevices.getUserMedia(constraints(devices, picture, lens));
    const [audio, camera] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
    return { tracks: { ...(audio && { audio }), ...(camera && { camera }) }, trouble: {} };
  } catch (error) {
    const trouble = name(error);
    return { tracks: {}, trouble: Object.fromEntries(devices.map((device) => [device, trouble])) };
  }
}

/**
 * @param {readonly Device[]} devices
 * @param {Picture} picture
 * @param {MediaTrackConstraints} lens
 * @returns {MediaStreamConstraints}
 */
function constraints(devices, { width, height, frame_rate }, lens) {
  const video = {
    ...lens,
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: frame_rate, max: frame_rate },
  };
  return { audio: devices.includes("audio") && VOICE, video: devices.includes("camera") && video };
}

/**
 * @param {unknown} error
 * @returns {Trouble}
 */
function name(error) {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
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
