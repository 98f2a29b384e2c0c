/**
 * Where the sound comes out, in browsers that let a page choose: earpiece, loudspeaker, headphones.
 */

import { player } from "../listen.js";
import { t } from "../words.js";
import { answer } from "./check/headphones.js";
import { arrange, el, part, typedPart } from "./elements.js";

const CHOOSES = "setSinkId" in HTMLMediaElement.prototype;
/** The chosen device; "" for the system's own choice. */
let sink = "";

/**
 * Let an element play where the person chose.
 * @param {HTMLMediaElement} element
 */
export function route(element) {
  if (sink !== "") element.setSinkId(sink).catch(() => undefined);
}

/** The choice on the page; hidden where there is none. */
export class Output {
  #choice = part("output-choice");
  #select = typedPart("output", HTMLSelectElement);

  constructor() {
    if (!CHOOSES) return;
    this.#select.addEventListener("change", () => this.#choose(this.#select.value));
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.look());
  }

  /** What can be chosen among now: browsers name devices only once the microphone is allowed. */
  async look() {
    if (!CHOOSES) return;
    const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    const outputs = devices.filter(({ kind, deviceId }) => kind === "audiooutput" && deviceId !== "");
    this.#choice.hidden = outputs.length < 2;
    if (!outputs.some(({ deviceId }) => deviceId === sink)) this.#choose("");
    arrange(this.#select, outputs.map((device, index) => option(device, index)));
    this.#select.value = sink || "default";
  }

  /** @param {string} deviceId */
  #choose(deviceId) {
    const chosen = deviceId === "default" ? "" : deviceId;
    if (chosen === sink) return;
    sink = chosen;
    // Whoever confirmed headphones did so of another way out.
    void answer("unknown");
    for (const element of [player, ...document.querySelectorAll("audio, video")]) {
      if (element instanceof HTMLMediaElement && !element.muted) element.setSinkId(sink).catch(() => undefined);
    }
  }
}

/**
 * @param {MediaDeviceInfo} device
 * @param {number} index
 */
function option({ deviceId, label }, index) {
  const text = label || t("room.output_number", { number: index + 1 });
  return el("option", { text, attributes: { value: deviceId } });
}
