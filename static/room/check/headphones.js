/**
 * Whether what I hear can be heard by somebody beside me: the person's own word, kept in this tab for the seat.
 *
 * It is taken back when the sound devices change. Headphones that were pulled out leave a loudspeaker, and a
 * loudspeaker that says “private” betrays whoever it speaks to.
 *
 * @typedef {"headphones" | "loudspeaker" | "unknown"} Hearing
 * @typedef {Pick<MediaDeviceInfo, "kind" | "label">} Device
 */

import { keep, recall } from "./remembered.js";

/** @type {Hearing} */
let said = "unknown";
/** The sound devices when it was said; "" where the browser did not tell. */
let then = "";
/** @type {Set<() => void>} */
const listeners = new Set();

/** Whether headphones were confirmed: only then may anything be spoken that a neighbour must not hear. */
export function confirmed() {
  return said === "headphones";
}

/** @returns {Hearing} */
export function hearing() {
  return said;
}

/**
 * Call me whenever the answer changes.
 * @param {() => void} listener
 */
export function onHearing(listener) {
  listeners.add(listener);
}

/** Take up what was said before the page was loaded again, and watch the devices. */
export function begin() {
  const [before = "", devices = ""] = recall("hearing").split("\n");
  said = before === "headphones" || before === "loudspeaker" ? before : "unknown";
  then = devices;
  navigator.mediaDevices?.addEventListener?.("devicechange", () => void look());
}

/** @param {Hearing} answer the person's word */
export async function answer(answer) {
  said = answer;
  keep("hearing", said);
  then = await soundDevices();
  keep("hearing", `${said}\n${then}`);
  tell();
}

/** Compare the devices with those of the answer: after they changed, or may be named again after a reload. */
export async function look() {
  const now = await soundDevices();
  if (said === "unknown" || !differs(then, now)) return;
  said = "unknown";
  keep("hearing", said);
  tell();
}

/**
 * Devices that cannot be told apart (a page that may not use any gets no names) prove nothing.
 * @param {string} before
 * @param {string} now
 */
export function differs(before, now) {
  return before !== "" && now !== "" && before !== now;
}

/**
 * The sound devices in one line; "" where the browser does not name them.
 * @param {readonly Device[]} devices
 */
export function fingerprint(devices) {
  const sound = devices.filter(({ kind }) => kind !== "videoinput");
  if (!sound.some(({ label }) => label !== "")) return "";
  // Their ids may be others after a reload, their names are not.
  return sound.map(({ kind, label }) => `${kind} ${label}`).sort().join(", ");
}

async function soundDevices() {
  return fingerprint((await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? []);
}

function tell() {
  for (const listener of listeners) listener();
}
