/**
 * The field to sign in. What was drawn is held in memory only, and follows the field when a phone is turned.
 *
 * @typedef {import("../../vendor/signature_pad.min.js").Group} Group
 */

import { default as SignaturePad } from "../../vendor/signature_pad.min.js";
import { fitted } from "./papers.js";

/** The field is white in the dark too, as the paper is. */
const INK = "--ink-on-paper";

export class Pad {
  #canvas;
  #pad;
  #size = { width: 0, height: 0 };
  /** As it was drawn, and in how large a field. @type {{groups: Group[], size: {width: number, height: number}}} */
  #drawn = { groups: [], size: this.#size };

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} drawn
   */
  constructor(canvas, drawn) {
    this.#canvas = canvas;
    this.#pad = new SignaturePad(canvas, { minWidth: 1, maxWidth: 3.5 });
    this.#pad.addEventListener("endStroke", () => {
      this.#drawn = { groups: this.#pad.toData(), size: this.#size };
      drawn();
    });
    new ResizeObserver(() => this.#fit()).observe(canvas);
  }

  get empty() {
    return this.#pad.isEmpty();
  }

  /** What was drawn, as the server takes it. */
  get drawing() {
    const { groups, size } = this.#drawn;
    const strokes = groups.map(({ points }) => ({
      points: points.map(({ x, y, time, pressure }) => ({ x, y, time, pressure })),
    }));
    return { ...size, strokes };
  }

  clear() {
    this.#drawn = { groups: [], size: this.#size };
    this.#pad.clear();
  }

  /** As many dots as the screen has; a field that is not shown keeps what it holds. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0) return;
    if (this.#size.width === width && this.#size.height === height) return;
    const { groups, size } = this.#drawn;
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    this.#size = { width, height };
    this.#canvas.width = width * ratio;
    this.#canvas.height = height * ratio;
    this.#canvas.getContext("2d")?.scale(ratio, ratio);
    this.#pad.penColor = getComputedStyle(this.#canvas).getPropertyValue(INK).trim() || "#000";
    this.#pad.clear();
    if (groups.length > 0) this.#pad.fromData(fitted(groups, size, this.#size));
  }
}
