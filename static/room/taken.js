/**
 * What the system has taken from this page for now, said for as long as it lasts.
 *
 * @typedef {import("./capture.js").Device} Device
 * @typedef {import("./devices.js").Devices} Devices
 */

import { arrange, el, icon, part } from "../elements.js";
import { t } from "../words.js";
import { notice } from "./notices.js";

/** @type {readonly [Device, string][]} */
const LINES = [
  ["audio", "mic-off"],
  ["camera", "camera-off"],
];

/** @param {Devices} devices */
export function renderTaken(devices) {
  const strip = part("taken");
  const gone = LINES.filter(([device]) => devices.taken(device));
  const shown = gone.map(([device]) => device).join(" ");
  // Rendered anew it would be read aloud anew.
  if (strip.dataset.devices === shown) return;
  strip.dataset.devices = shown;
  arrange(strip, gone.map(([device, symbol]) => el("p", {}, [icon(symbol), el("span", { text: t(`taken.${device}`) })])));
}

/**
 * @param {Device} device
 * @param {boolean} on whether it is heard or seen again
 */
export function tellBack(device, on) {
  notice(t(on ? `taken.${device}_back` : `taken.${device}_back_off`));
}
