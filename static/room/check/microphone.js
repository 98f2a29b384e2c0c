/**
 * The moving bar of the microphone, and the word that somebody was heard.
 *
 * @typedef {import("../devices.js").Devices} Devices
 */

import { Level } from "../../components/level.js";
import { part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { meter } from "../sound.js";
import { Voice } from "./voice.js";

const LOOK_MS = 100;

export class Microphone {
  /** @type {MediaStreamTrack | null} */
  #measured = null;
  /** @type {number | undefined} */
  #timer;
  #stop = () => {};
  #voice = new Voice();
  #bar = typedPart("devices-level", Level);
  #words = part("devices-voice");

  /** @param {Devices} devices */
  render(devices) {
    const track = devices.tracks.audio ?? null;
    if (track !== this.#measured) this.#measure(track);
    const off = track !== null && !devices.on("audio");
    this.#say(track === null ? "no_microphone" : off ? "muted" : this.#voice.heard ? "heard_you" : "speak");
  }

  stop() {
    this.#measure(null);
  }

  /** @param {MediaStreamTrack | null} track */
  #measure(track) {
    clearInterval(this.#timer);
    this.#stop();
    this.#stop = () => {};
    this.#measured = track;
    this.#voice = new Voice();
    this.#bar.value = 0;
    if (track === null) return;
    const { level, stop } = meter(track);
    this.#stop = stop;
    this.#timer = window.setInterval(() => {
      const now = level();
      this.#bar.value = now;
      if (!this.#voice.heard && this.#voice.take(now)) this.#say("heard_you");
    }, LOOK_MS);
  }

  /** @param {"speak" | "heard_you" | "muted" | "no_microphone"} what */
  #say(what) {
    if (this.#words.dataset.said === what) return;
    this.#words.dataset.said = what;
    this.#words.textContent = t(`device.${what}`);
    this.#bar.hidden = what === "no_microphone";
  }
}
