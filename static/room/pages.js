/**
 * Photographed pages in the chat, small; and one of them large, to be read.
 *
 * @typedef {import("../protocol.js").Message} Message
 * @typedef {NonNullable<Message["pages"]>} Pages
 */

import { button, el, part, typedPart } from "../elements.js";
import { t } from "../words.js";

const THUMB = 96;

export class PageViewer {
  #dialog = typedPart("page-viewer", HTMLDialogElement);
  #picture = typedPart("page-picture", HTMLImageElement);
  #number = part("page-number");
  /** @type {Pages} */
  #pages = [];
  #at = 0;
  #seat;

  /** @param {string} seat mine */
  constructor(seat) {
    this.#seat = seat;
    part("page-before").addEventListener("click", () => this.#turn(-1));
    part("page-after").addEventListener("click", () => this.#turn(1));
    part("page-close").addEventListener("click", () => this.close());
    this.#dialog.addEventListener("close", () => this.#picture.removeAttribute("src"));
    this.#dialog.addEventListener("keydown", (event) => {
      const on = document.documentElement.dir === "rtl" ? -1 : 1;
      if (event.key === "ArrowLeft") this.#turn(-on);
      if (event.key === "ArrowRight") this.#turn(on);
    });
  }

  /**
   * The pages of a message, small, each to be opened.
   * @param {Message} message
   */
  thumbs(message) {
    const pages = message.pages ?? [];
    if (pages.length === 0) return null;
    return el("span", { class: "pages" }, pages.map((page, at) => this.#thumb(pages, page, at)));
  }

  /** Covered, or somewhere else now: what was open is not for whoever looks next. */
  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  /**
   * @param {Pages} pages
   * @param {Pages[number]} page
   * @param {number} at
   */
  #thumb(pages, page, at) {
    const open = button("", () => this.#open(pages, at), { class: "page", testid: "page", data: { page: page.id } });
    open.setAttribute("aria-label", t("chat.page", { number: at + 1, count: pages.length }));
    const scale = THUMB / Math.max(page.width, page.height);
    const picture = el("img", { attributes: { src: this.#address(page.id), alt: "", loading: "lazy" } });
    picture.width = Math.max(1, Math.round(page.width * scale));
    picture.height = Math.max(1, Math.round(page.height * scale));
    open.append(picture);
    return open;
  }

  /** @param {string} page */
  #address(page) {
    return `/room/${this.#seat}/pages/${page}`;
  }

  /**
   * @param {Pages} pages
   * @param {number} at
   */
  #open(pages, at) {
    this.#pages = pages;
    this.#at = at;
    this.#turn(0);
    this.#dialog.showModal();
  }

  /** @param {number} by */
  #turn(by) {
    this.#at = Math.min(Math.max(this.#at + by, 0), this.#pages.length - 1);
    const page = this.#pages[this.#at];
    if (page === undefined) return;
    const words = t("chat.page", { number: this.#at + 1, count: this.#pages.length });
    this.#picture.src = this.#address(page.id);
    this.#picture.alt = words;
    this.#number.textContent = words;
    typedPart("page-before", HTMLButtonElement).disabled = this.#at === 0;
    typedPart("page-after", HTMLButtonElement).disabled = this.#at === this.#pages.length - 1;
  }
}
