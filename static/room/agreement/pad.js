/**
 * The field to sign in. What was drawn is held in memory only, and follows the field when a phone is turned.
 *
 * @typedef {import("../../vendor/signature_pad.min.js").Group} Group
 */

import { default as SignaturePad } from "../../vendor/signature_pad.min.js";
import { fitted } from "./papers.js";

/** On the paper it is drawn anew from its points; on the page it has to be seen in the dark too. */
const INK = "--ink";

export class Pad {
  #canvas;
  #pad;
  #size = { width: 0, height: 0 };

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} drawn
   */
  constructor(canvas, drawn) {
    this.#canvas = canvas;
    this.#pad = new SignaturePad(canvas, { minWidth: 1, maxWidth: 3.5 });
    this.#pad.addEventListener("endStroke", drawn);
    new ResizeObserver(() => this.#fit()).observe(canvas);
  }

  get empty() {
    return this.#pad.isEmpty();
  }

  /** What was drawn, as the server takes it. */
  get drawing() {
    const strokes = this.#pad.toData().map(({ points }) => ({
      points: points.map(({ x, y, time, pressure }) => ({ x, y, time, pressure })),
    }));
    return { ...this.#size, strokes };
  }

  clear() {
    this.#pad.clear();
  }

  /** As many dots as the screen has; a field that is not shown keeps what it holds. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0) return;
    const before = this.#size;
    if (before.width === width && before.height === height) return;
    const drawn = before.width === 0 ? [] : fitted(this.#pad.toData(), before, { width, height });
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    this.#size = { width, height };
    this.#canvas.width = width * ratio;
    this.#canvas.height = height * ratio;
    this.#canvas.getContext("2d")?.scale(ratio, ratio);
    this.#pad.penColor = getComputedStyle(this.#canvas).getPropertyValue(INK).trim() || "#000";
    this.#pad.clear();
    if (drawn.length > 0) this.#pad.fromData(drawn);
  }
}
