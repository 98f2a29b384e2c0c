/** Which of a device's cameras looks: the front and the back of a phone, or the next of several. */

import * as capture from "./capture.js";

/** @returns {Promise<boolean>} whether there is another camera to turn to */
export async function canTurn() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  return devices.filter(({ kind }) => kind === "videoinput").length > 1;
}

/**
 * Whether a track shows the person who holds the device: only such a picture is shown to them as in a mirror.
 * @param {MediaStreamTrack} track
 */
export function isMirror(track) {
  return track.getSettings().facingMode !== "environment";
}

/**
 * What the other camera is asked for by. A phone's many lenses are two to a person: towards them and away.
 * @param {MediaStreamTrack} track of the present camera
 * @returns {Promise<MediaTrackConstraints>}
 */
export async function otherThan(track) {
  const { facingMode, deviceId } = track.getSettings();
  if (facingMode) return { facingMode: { exact: facingMode === "environment" ? "user" : "environment" } };
  const devices = await navigator.mediaDevices.enumerateDevices();
  const cameras = devices.filter(({ kind }) => kind === "videoinput");
  const next = cameras[(cameras.findIndex((camera) => camera.deviceId === deviceId) + 1) % cameras.length];
  return { deviceId: { exact: next?.deviceId ?? "" } };
}

/**
 * The other camera, or the former one when it cannot be had. The former track must have been stopped: phones give one
 * camera at a time.
 * @param {MediaTrackConstraints} other
 * @param {MediaTrackConstraints} former
 * @param {capture.Picture} picture
 * @returns {Promise<{track: MediaStreamTrack | null, lens: MediaTrackConstraints}>}
 */
export async function turn(other, former, picture) {
  for (const lens of [other, former]) {
    const { tracks } = await capture.open(["camera"], picture, lens);
    if (tracks.camera) return { track: tracks.camera, lens };
  }
  return { track: null, lens: former };
}
