/**
 * On a phone the chat slides over the lower half and is counted while it is away; on a wide screen it is
 * always beside the stage.
 *
 * @typedef {import("../protocol.js").View} View
 */

import { part, typedPart } from "../elements.js";
import { t } from "../words.js";

const WIDE = matchMedia("(min-width: 900px)");

export class ChatPanel {
  #room = part("room");
  #opener = part("chat-open");
  /** @type {Set<string> | null} ids of what has been in sight; null before the first view */
  #seen = null;
  /** @type {View | null} */
  #view = null;

  constructor() {
    this.#opener.addEventListener("click", () => this.#show(!this.#open));
    part("chat-close").addEventListener("click", () => this.#show(false));
    for (const way of ["waiting-write", "stranded-write"]) part(way).addEventListener("click", () => this.write());
    part("chat").addEventListener("keydown", (event) => event.key === "Escape" && this.escape(part("messages")));
    WIDE.addEventListener("change", () => this.#renderCount());
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    this.#seen ??= new Set(Object.keys(view.messages));
    this.#renderCount();
  }

  /** Bring what is written into sight. */
  reveal() {
    this.#show(true);
  }

  /** Bring the field to whoever wants to write. */
  write() {
    this.#show(true);
    typedPart("chat-input", HTMLTextAreaElement).focus();
  }

  get #open() {
    return this.#room.dataset.chat === "open";
  }

  /** Slide it in, where it is not always in sight. */
  open() {
    this.#show(true);
  }

  /** Something has come in front of the chat, or gone from there. */
  look() {
    this.#renderCount();
  }

  get #inSight() {
    const shown = (WIDE.matches || this.#open) && !part("chat").hidden;
    return shown && this.#room.dataset.quiet !== "on";
  }

  /** @param {boolean} open */
  #show(open) {
    if (open === this.#open) return;
    this.#room.dataset.chat = open ? "open" : "";
    this.#opener.setAttribute("aria-expanded", String(open));
    const list = part("messages");
    // The list, not the field: a keyboard that slides in would hide what one came to read.
    if (open) list.scrollTop = list.scrollHeight;
    if (!WIDE.matches) (open ? list : this.#opener).focus();
    this.#renderCount();
  }

  /**
   * Out of a field: to what is written there, or with the sheet away.
   * @param {HTMLElement} front
   */
  escape(front) {
    if (WIDE.matches) front.focus();
    else this.#show(false);
  }

  #renderCount() {
    const [view, seen] = [this.#view, this.#seen];
    if (view === null || seen === null) return;
    if (this.#inSight) for (const id of Object.keys(view.messages)) seen.add(id);
    const unread = Object.entries(view.messages).filter(([id, { seat }]) => seat !== view.me.seat && !seen.has(id));
    const words = unread.length === 0 ? "" : t("chat.unread", { count: unread.length });
    for (const count of document.querySelectorAll("[data-counts=chat]")) {
      if (!(count instanceof HTMLElement)) continue;
      count.hidden = unread.length === 0;
      count.textContent = unread.length > 99 ? "99+" : String(unread.length);
      count.title = words;
    }
    // A list that is not shown announces nothing.
    part("chat-news").textContent = words;
  }
}
