/**
 * Photographs of documents on their way from the phone into the chat. They are made smaller here first: a page
 * still reads well, a weak line carries it, and what the camera wrote beside the picture never leaves the phone.
 *
 * @typedef {import("../protocol.js").Reply} Reply
 * @typedef {{stay: string, pages: string[]}} Shown
 * @typedef {object} Ways
 * @property {string} seat
 * @property {() => string} stay the present stay, "" where nothing can be written
 * @property {() => void} picked where it shows how far they are
 * @property {(shown: Shown) => Promise<Reply>} show
 */

import { button, el, part, typedPart } from "../elements.js";
import { explain, t } from "../words.js";
import { notice, noticeRefusal } from "./notices.js";

/** Pixels: what the server would make it anyway. */
const LONG_SIDE = 2400;
const QUALITY = 0.85;
const MOST_PAGES = 20;
/** Refusals that pass by themselves, and a network that does. */
const PASSING = new Set(["busy", "not_saved", "too_many", "offline"]);
const AGAIN_MS = 2000;
const TRIES = 30;

export class Photos {
  #input = typedPart("photo-input", HTMLInputElement);
  /** In the chat, and under the thumb. */
  #buttons = [typedPart("photo", HTMLButtonElement), typedPart("photo-take", HTMLButtonElement)];
  #pending = part("chat-pending-list");
  #ways;

  /** @param {Ways} ways */
  constructor(ways) {
    this.#ways = ways;
    for (const button of this.#buttons) button.addEventListener("click", () => this.#input.click());
    this.#input.addEventListener("change", () => {
      const files = [...(this.#input.files ?? [])];
      this.#input.value = "";
      if (files.length > MOST_PAGES) notice(t("chat.photos_most", { count: MOST_PAGES }), "wrong");
      else if (files.length > 0) void this.#send(files);
    });
  }

  /** @param {boolean} open whether something can be written here */
  open(open) {
    for (const button of this.#buttons) button.disabled = !open;
  }

  /**
   * All of them as one message, in the stay in which they were picked.
   * @param {File[]} files
   */
  async #send(files) {
    const stay = this.#ways.stay();
    this.#ways.picked();
    const row = el("li", { class: "pending", testid: "photo-pending" });
    this.#pending.append(row);
    /** @type {string[]} */
    const pages = [];
    for (const file of files) {
      row.textContent = t("chat.photo_sending", { number: pages.length + 1, count: files.length });
      const reply = await this.#handIn(await smaller(file), row);
      if (typeof reply === "string") pages.push(reply);
      else return this.#failed(row, reply);
    }
    await this.#show({ stay, pages }, row);
  }

  /**
   * Moved in between: it is not sent into another place by itself, nor lost.
   * @param {Shown} shown
   * @param {HTMLElement} row
   */
  async #show(shown, row) {
    const reply = await this.#ways.show(shown);
    if (!("code" in reply) || reply.code !== "stale_stay") {
      row.remove();
      return noticeRefusal(reply);
    }
    const here = button(t("chat.photo_here"), () => void this.#show({ ...shown, stay: this.#ways.stay() }, row), {
      testid: "photo-here",
    });
    const away = button(t("chat.photo_away"), () => row.remove(), { testid: "photo-away" });
    notice(t("chat.photo_kept"), "wrong");
    row.replaceChildren(el("span", { text: t("chat.photo_kept") }), here, away);
  }

  /**
   * @param {Blob} picture
   * @param {HTMLElement} row
   * @returns {Promise<string | {code: string, params: import("../protocol.js").Params}>} the page's id, or why not
   */
  async #handIn(picture, row) {
    const words = row.textContent ?? "";
    for (let attempt = 1; ; attempt += 1) {
      const answer = await post(`/room/${this.#ways.seat}/pages`, picture);
      if ("id" in answer) return answer.id;
      if (!PASSING.has(answer.code) || attempt === TRIES) return answer;
      row.textContent = `${words} ${explain(answer.code, answer.params)}`;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      row.textContent = words;
    }
  }

  /**
   * @param {HTMLElement} row
   * @param {{code: string, params: import("../protocol.js").Params}} refusal
   */
  #failed(row, refusal) {
    row.remove();
    notice(explain(refusal.code, refusal.params), "wrong");
  }
}

/**
 * @param {string} path
 * @param {Blob} body
 * @returns {Promise<{id: string} | {code: string, params: import("../protocol.js").Params}>}
 */
async function post(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", body });
    return await answer.json();
  } catch {
    return { code: "offline", params: {} };
  }
}

/**
 * The picture upright and no larger than it is kept; as it is when this browser cannot make it smaller.
 * @param {File} file
 * @returns {Promise<Blob>}
 */
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const context = canvas.getContext("2d");
    if (context === null) return file;
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return made instanceof Blob ? made : file;
  } catch {
    return file;
  }
}
