/** Shows how good my connection is. */

import { arrange, el, icon, part } from "../elements.js";
import { t } from "../words.js";
import { figures, judge, Steady } from "./quality.js";

const EVERY_MS = 2000;

export class Network {
  /** @type {import("./quality.js").Figures | null} */
  #before = null;
  #steady = new Steady();
  #stats;

  /** @param {() => Promise<RTCStatsReport> | null} stats null while nothing is connected */
  constructor(stats) {
    this.#stats = stats;
    setInterval(() => void this.#look(), EVERY_MS);
  }

  async #look() {
    const report = await this.#stats()?.catch(() => null);
    if (!report) return this.#forget();
    const now = figures(report.values());
    // A new connection counts from nothing.
    const before = this.#before && this.#before.heard <= now.heard ? this.#before : now;
    this.#before = now;
    this.#show(this.#steady.take(judge(before, now)));
  }

  #forget() {
    this.#before = null;
    this.#steady = new Steady();
    this.#show("");
  }

  /** @param {import("./quality.js").Quality | ""} word */
  #show(word) {
    const line = part("network");
    if (line.dataset.quality === word) return;
    line.dataset.quality = word;
    const words = word && el("span", { text: t(`room.network_${word}`) });
    arrange(line, words ? [icon(`signal-${word}`), words] : []);
  }
}
