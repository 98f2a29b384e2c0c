/**
 * Which camera, microphone and loudspeaker, where the browser has several of them.
 *
 * @typedef {import("./chosen.js").Choice} Choice
 * @typedef {import("../devices.js").Devices} Devices
 */

import { el, part } from "../../elements.js";
import { t } from "../../words.js";
import { canChooseSpeaker, choose, chosen, several, sound } from "./chosen.js";
import { answer } from "./headphones.js";

/** @type {readonly [Choice, MediaDeviceKind][]} */
const KINDS = [
  ["camera", "videoinput"],
  ["audio", "audioinput"],
  ["speaker", "audiooutput"],
];

export class Choices {
  #shown = "";
  #devices;

  /** @param {Devices} devices */
  constructor(devices) {
    this.#devices = devices;
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.render());
  }

  /** Names are told only while something is captured, so this is asked again whenever that has changed. */
  async render() {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    const rows = KINDS.filter(([choice]) => choice !== "speaker" || canChooseSpeaker())
      .map(([choice, kind]) => ({ choice, options: several(devices, kind), now: this.#now(choice) }))
      .filter(({ options }) => options.length > 0);
    const key = JSON.stringify(rows.map(({ choice, options, now }) => [choice, now, ...options.map((one) => one.label)]));
    if (key === this.#shown) return;
    this.#shown = key;
    part("devices-choices").hidden = rows.length === 0;
    const box = part("devices-chosen");
    // A list that is open under the finger is not made anew.
    if (!box.contains(document.activeElement)) box.replaceChildren(...rows.map((row) => this.#row(row)));
  }

  /** @param {Choice} choice */
  #now(choice) {
    if (choice === "speaker") return chosen(choice) || "default";
    return this.#devices.tracks[choice]?.getSettings().deviceId ?? chosen(choice);
  }

  /** @param {{choice: Choice, options: readonly MediaDeviceInfo[], now: string}} row */
  #row({ choice, options, now }) {
    const items = options.map(({ deviceId, label }, index) => {
      const text = label || t("device.nameless", { number: index + 1 });
      return el("option", { text, attributes: { value: deviceId } });
    });
    const list = el("select", { testid: `choose-${choice}` }, items);
    list.value = now;
    list.addEventListener("change", () => this.#chose(choice, list.value));
    return el("label", { class: "choose" }, [el("span", { text: t(`device.choose_${choice}`) }), list]);
  }

  /**
   * @param {Choice} choice
   * @param {string} id
   */
  #chose(choice, id) {
    choose(choice, id);
    if (choice !== "speaker") return void this.#devices.replace(choice);
    // What was said of headphones was said of another way out.
    void answer("unknown");
    for (const element of document.querySelectorAll("video, audio")) {
      if (element instanceof HTMLMediaElement) sound(element);
    }
  }
}
