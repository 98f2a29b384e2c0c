/**
 * The camera, microphone and loudspeaker that the person chose among several, for as long as the tab lives.
 *
 * @typedef {"audio" | "camera" | "speaker"} Choice
 */

import { keep, recall } from "./remembered.js";

/**
 * @param {Choice} choice
 * @returns {string} a device's id; "" when the browser is to choose
 */
export function chosen(choice) {
  return recall(`device ${choice}`);
}

/**
 * @param {Choice} choice
 * @param {string} id
 */
export function choose(choice, id) {
  keep(`device ${choice}`, id);
}

/** Whether the browser can play a page's sound where it is told to. */
export function canChooseSpeaker() {
  return "setSinkId" in HTMLMediaElement.prototype;
}

/**
 * Let an element sound from the chosen loudspeaker.
 * @param {HTMLMediaElement} element
 */
export function sound(element) {
  const id = chosen("speaker");
  // A loudspeaker that is gone: the browser's own is as good.
  if (canChooseSpeaker() && element.sinkId !== id) element.setSinkId(id).catch(() => element.setSinkId(""));
}

/**
 * What can be chosen of one kind. A browser lists some of them a second time as a role ("communications").
 * @param {readonly MediaDeviceInfo[]} devices
 * @param {MediaDeviceKind} kind
 */
export function several(devices, kind) {
  const real = devices.filter((one) => one.kind === kind && one.deviceId !== "communications" && one.deviceId !== "");
  return real.filter(({ deviceId }) => deviceId !== "default").length > 1 ? real : [];
}
