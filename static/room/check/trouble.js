/**
 * What is wrong with camera and microphone, how to repair it in this browser, and the ways to take part without.
 *
 * @typedef {import("../capture.js").Device} Device
 * @typedef {import("../capture.js").Trouble} Trouble
 * @typedef {import("../devices.js").Devices} Devices
 */

import { el, part } from "../../elements.js";
import { t } from "../../words.js";
import { family } from "./family.js";

/** @type {readonly Device[]} */
const BOTH = ["audio", "camera"];

export class TroubleCard {
  #shown = "";
  /** @type {"" | "voice_only" | "text_only"} what the person settled for */
  #without = "";
  #devices;

  /** @param {Devices} devices */
  constructor(devices) {
    this.#devices = devices;
    part("devices-retry").addEventListener("click", () => void this.#retry());
    part("devices-voice-only").addEventListener("click", () => void this.#settle("voice_only", ["camera"]));
    part("devices-text-only").addEventListener("click", () => void this.#settle("text_only", BOTH));
  }

  render() {
    const { trouble } = this.#devices;
    const wrong = told(trouble);
    const key = wrong.map(({ what, trouble }) => `${what} ${trouble}`).join(", ");
    part("devices-trouble").hidden = wrong.length === 0;
    // One thing to do next: to repair what is wrong, otherwise to go on.
    part("devices-ok").classList.toggle("primary", wrong.length === 0);
    part("devices-voice-only").hidden = trouble.camera === undefined;
    part("devices-text-only").hidden = trouble.audio === undefined;
    if (key !== this.#shown) part("devices-wrong").replaceChildren(...wrong.flatMap(paragraphs));
    this.#shown = key;
    this.#showSettled(wrong.length > 0);
  }

  async #retry() {
    this.#without = "";
    await this.#devices.retry();
    if (part("devices-trouble").hidden) part("devices-ok").focus();
  }

  /**
   * Who cannot be seen can perhaps still be heard: with the camera out of the question the microphone is asked for
   * by itself.
   * @param {"voice_only" | "text_only"} without
   * @param {readonly Device[]} devices
   */
  async #settle(without, devices) {
    this.#without = without;
    for (const device of devices) await this.#devices.without(device);
    if (without === "voice_only" && this.#devices.trouble.audio) await this.#devices.retry();
    if (part("devices-trouble").hidden) part("devices-ok").focus();
  }

  /** @param {boolean} wrong */
  #showSettled(wrong) {
    const { tracks } = this.#devices;
    const stale = (this.#without === "voice_only" && tracks.camera) || (this.#without === "text_only" && tracks.audio);
    if (stale) this.#without = "";
    const words = part("devices-without");
    words.hidden = this.#without === "" || wrong;
    const text = this.#without && t(`device.${this.#without}_done`);
    if (words.textContent !== text) words.textContent = text;
  }
}

/**
 * Each trouble once: mostly both devices have the same.
 * @param {Partial<Record<Device, Trouble>>} trouble
 * @returns {{what: Device | "both", trouble: Trouble}[]}
 */
export function told(trouble) {
  const { audio, camera } = trouble;
  if (audio !== undefined && audio === camera) return [{ what: "both", trouble: audio }];
  return BOTH.flatMap((what) => {
    const wrong = trouble[what];
    return wrong === undefined ? [] : [{ what, trouble: wrong }];
  });
}

/** @param {{what: Device | "both", trouble: Trouble}} wrong */
function paragraphs({ what, trouble }) {
  const attributes = { "data-trouble": trouble, "data-device": what };
  const first = el("p", { attributes, text: t(`device.wrong_${trouble}`, { what: t(`device.what_${what}`) }) });
  const how = trouble === "denied" ? `device.allow_${family(navigator)}` : `device.repair_${trouble}`;
  return [first, el("p", { text: t(how) })];
}
