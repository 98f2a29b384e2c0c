/**
 * A host's private notes. What is being written is kept with every letter; what was kept is on the server, and no
 * other host is shown it.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Note} Note
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./kept.js").Kept} Kept
 */

import { button, el, part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { ofDay } from "../clock.js";
import { noticeRefusal } from "../notices.js";
import { Rows } from "../rows.js";
import { confirmed } from "./confirm.js";

const DRAFT = "note-draft";
/** The id of the note that the draft is a new wording of, if any. */
const OF = "note-of";

export class Notes {
  #do;
  #kept;
  /** @type {Record<string, Note>} */
  #notes = {};
  #rows = new Rows(part("notes"));
  #text = typedPart("note-text", HTMLTextAreaElement);

  /**
   * @param {Do} act
   * @param {Kept} kept
   */
  constructor(act, kept) {
    this.#do = act;
    this.#kept = kept;
    this.#write(kept.get(DRAFT), kept.get(OF));
    this.#text.addEventListener("input", () => kept.set(DRAFT, this.#text.value));
    this.#text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.#keep();
    });
    part("note-stop").addEventListener("click", () => this.#write("", ""));
    typedPart("note-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#keep();
    });
  }

  /** @param {View} view */
  render(view) {
    this.#notes = view.notes ?? {};
    const newest = Object.entries(this.#notes).sort(([, one], [, other]) => (one.at < other.at ? 1 : -1));
    this.#rows.render(
      newest.map(([id, note]) => ({ id, key: note.edited ?? note.at, make: () => this.#row(id, note) })),
    );
  }

  /**
   * @param {string} id
   * @param {Note} note
   */
  #row(id, { text, at, edited }) {
    const time = edited ? t("note.edited", { at: ofDay(at), edited: ofDay(edited) }) : ofDay(at);
    const change = () => {
      this.#write(this.#notes[id]?.text ?? text, id);
      this.#text.focus();
    };
    return el("li", { class: "item", testid: "note" }, [
      el("p", { class: "words", text }),
      el("div", { class: "acts" }, [
        el("span", { class: "quiet", text: time }),
        button(t("note.change"), change, { class: "link", testid: "note-change" }),
        button(t("note.delete"), () => void this.#delete(id), { class: "link", testid: "note-delete" }),
      ]),
    ]);
  }

  /**
   * Begin to write: a new note, or an old one anew.
   * @param {string} text
   * @param {string} note id; empty for a new one
   */
  #write(text, note) {
    this.#text.value = text;
    this.#kept.set(DRAFT, text);
    this.#kept.set(OF, note);
    part("note-hint").textContent = t(note === "" ? "note.hint" : "note.changing");
    part("note-stop").hidden = note === "";
  }

  async #keep() {
    const [text, note] = [this.#text.value.trim(), this.#kept.get(OF)];
    if (text === "") return this.#text.focus();
    // One that was deleted meanwhile, in another tab perhaps, becomes a new one.
    const reply = await this.#do("note", note in this.#notes ? { text, note } : { text });
    if ("code" in reply) return noticeRefusal(reply);
    this.#write("", "");
    this.#text.focus();
  }

  /** @param {string} note */
  async #delete(note) {
    const text = this.#notes[note]?.text ?? "";
    const words = { title: t("note.delete_title"), text: t("note.delete_text", { text }), yes: t("note.delete") };
    if (!(await confirmed(words))) return;
    const reply = await this.#do("delete_note", { note });
    if ("code" in reply) return noticeRefusal(reply);
    if (this.#kept.get(OF) === note) this.#write("", "");
  }
}
