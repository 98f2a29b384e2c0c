/**
 * Before the first talk, in the lobby: do I see myself, does the microphone move, do I hear the sound? It can
 * be passed over, and goes by itself when I am let in.
 *
 * @typedef {import("./devices.js").Devices} Devices
 * @typedef {import("../protocol.js").View} View
 */

import { t } from "../words.js";
import { part, typedPart } from "./elements.js";
import { chime, meter } from "./sound.js";

const METER_MS = 100;

export class DeviceCheck {
  #done = false;
  /** @type {MediaStreamTrack | null} */
  #measured = null;
  /** @type {number | undefined} */
  #timer;
  #card = part("devices");
  #level = typedPart("devices-level", HTMLMeterElement);
  #devices;

  /** @param {Devices} devices */
  constructor(devices) {
    this.#devices = devices;
    part("devices-chime").addEventListener("click", chime);
    part("devices-ok").addEventListener("click", () => this.#finish());
  }

  /** @param {View} view */
  render(view) {
    if (view.place.kind !== "lobby" || view.me.host || view.me.role === "observer") this.#finish();
    this.#card.hidden = this.#done;
    if (this.#done) return;
    const { tracks, trouble } = this.#devices;
    const wrong = [
      trouble.audio ? t(`device.audio_${trouble.audio}`) : "",
      trouble.camera ? t(`device.camera_${trouble.camera}`) : "",
    ];
    part("devices-trouble").textContent = wrong.filter(Boolean).join(" ");
    this.#measure(tracks.audio ?? null);
  }

  /** @param {MediaStreamTrack | null} track */
  #measure(track) {
    if (track === this.#measured) return;
    this.#measured = track;
    clearInterval(this.#timer);
    if (track === null) return;
    const level = meter(track);
    this.#timer = window.setInterval(() => (this.#level.value = level()), METER_MS);
  }

  #finish() {
    this.#done = true;
    this.#card.hidden = true;
    clearInterval(this.#timer);
  }
}
