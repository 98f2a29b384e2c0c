/**
 * The agreement as a form. What is typed changes the terms at once; another row or another kind of pay draws the form
 * anew, and the focus stays.
 *
 * @typedef {import("../../../protocol.js").Terms} Terms
 */

import { el, part } from "../../../elements.js";
import { Fields } from "./fields.js";
import { put } from "./paths.js";
import { sections } from "./sections.js";

/** Open at first: what is nearly always written. */
const OPEN = new Set(["wages", "payments"]);

export class DraftForm {
  #box = part("draft-form");
  #typed;
  /** @type {Terms | null} */
  #terms = null;
  /** @type {(group: string) => string} */
  #side = (group) => group;
  #open = new Set(OPEN);

  /** @param {(terms: Terms) => void} typed */
  constructor(typed) {
    this.#typed = typed;
  }

  /**
   * @param {Terms} terms
   * @param {(group: string) => string} side
   */
  show(terms, side) {
    this.#terms = terms;
    this.#side = side;
    this.#draw();
  }

  #draw() {
    const terms = this.#terms;
    if (terms === null) return;
    const at = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["where"] : undefined;
    const sheet = { terms: () => this.#terms ?? terms, write: this.#write.bind(this) };
    const form = { fields: new Fields(sheet), sheet, side: this.#side };
    this.#box.replaceChildren(...sections(form).map((section) => this.#section(section)));
    const again = at === undefined ? null : this.#box.querySelector(`[data-where="${CSS.escape(at)}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  /**
   * @param {string} where
   * @param {unknown} value
   * @param {boolean} [anew]
   */
  #write(where, value, anew = false) {
    if (this.#terms === null) return;
    this.#terms = put(this.#terms, where, value);
    if (anew) this.#draw();
    this.#typed(this.#terms);
  }

  /** @param {ReturnType<typeof sections>[number]} section */
  #section({ id, title, fields }) {
    const box = el("details", { testid: "draft-section", data: { section: id, where: id } }, [
      el("summary", { text: title }),
      ...fields,
    ]);
    box.open = this.#open.has(id);
    box.addEventListener("toggle", () => (box.open ? this.#open.add(id) : this.#open.delete(id)));
    return box;
  }
}
