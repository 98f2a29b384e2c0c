/**
 * The lines of the record in the order of the form. A line is corrected where it stands; what it said before stays
 * with it, and a struck one stays with its reason.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Minutes} Record
 * @typedef {import("../../protocol.js").MinutesLine} Line
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./correction.js").Edit} Edit
 */

import { el, part } from "../../elements.js";
import { t } from "../../words.js";
import { noticeRefusal } from "../notices.js";
import { Rows } from "../rows.js";
import { underway } from "./correction.js";
import { editor, shown } from "./minutes-line.js";
import { asked } from "./reason.js";

/** In the order of the form. */
export const SECTIONS = ["opening", "statements", "undisputed", "proposals", "result", "other"];

export class MinutesLines {
  #do;
  /** @type {Record | null} */
  #minutes = null;
  /** @type {Map<string, Edit>} by line */
  #edits = new Map();
  #rows = new Rows(part("minutes-lines"));
  /** @type {Set<string> | null} */
  #known = null;

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
  }

  /**
   * @param {View} _view
   * @param {Record} minutes
   */
  render(_view, minutes) {
    this.#minutes = minutes;
    this.#draw();
    const ids = Object.keys(minutes.lines);
    const known = this.#known;
    this.#known = new Set(ids);
    const added = known === null ? [] : ids.filter((id) => !known.has(id));
    for (const id of added) this.#element(id)?.scrollIntoView({ block: "nearest" });
  }

  #draw() {
    const minutes = this.#minutes;
    if (minutes === null) return;
    const lines = Object.entries(minutes.lines).sort(([, one], [, other]) => (one.written < other.written ? -1 : 1));
    part("minutes-empty").hidden = lines.length > 0;
    const rows = SECTIONS.flatMap((section) => {
      const own = lines.filter(([, line]) => line.section === section);
      return own.length === 0 ? [] : [heading(section), ...own.map(([id, line]) => this.#row(id, line))];
    });
    this.#rows.render(rows);
  }

  /**
   * @param {string} id
   * @param {Line} line
   */
  #row(id, line) {
    const edit = underway(this.#edits.get(id), line);
    const people = this.#minutes?.people ?? {};
    const steps = {
      change: () => this.#change(id, line),
      strike: () => void this.#strike(id),
      keep: () => void this.#keep(id, line.version),
      stop: () => this.#stop(id),
    };
    const key = `${edit ? "edit" : ""} ${line.version} ${Object.keys(people).length}`;
    return { id, key, make: () => (edit ? editor(id, line, edit, people, steps) : shown(id, line, people, steps)) };
  }

  /**
   * @param {string} id
   * @param {Line} line
   */
  #change(id, line) {
    this.#edits.set(id, { text: line.text, speaker: line.speaker ?? "", version: line.version });
    this.#draw();
    const field = this.#element(id)?.querySelector("textarea");
    field?.focus();
  }

  /** @param {string} id */
  #stop(id) {
    this.#edits.delete(id);
    this.#draw();
    const change = this.#element(id)?.querySelector("[data-testid=minutes-change]");
    if (change instanceof HTMLElement) change.focus();
  }

  /**
   * @param {string} line
   * @param {number} version that was in sight when the button was pressed
   */
  async #keep(line, version) {
    const edit = this.#edits.get(line);
    const text = edit?.text.trim() ?? "";
    if (edit === undefined || text === "") return;
    const speaker = edit.speaker === "" ? {} : { speaker: edit.speaker };
    edit.sent = text;
    const reply = await this.#do("correct_line", { line, version, text, ...speaker });
    edit.sent = undefined;
    if ("code" in reply) {
      this.#draw();
      return noticeRefusal(reply);
    }
    this.#stop(line);
  }

  /** @param {string} line */
  async #strike(line) {
    const text = this.#minutes?.lines[line]?.text ?? "";
    const words = { title: t("minutes.strike_title"), label: t("minutes.strike_reason", { text }) };
    const reason = await asked({ ...words, yes: t("minutes.strike") });
    const version = this.#minutes?.lines[line]?.version;
    if (reason === null || reason === "" || version === undefined) return;
    noticeRefusal(await this.#do("strike_line", { line, version, reason }));
  }

  /** @param {string} id */
  #element(id) {
    return document.querySelector(`[data-line="${id}"]`);
  }
}

/** @param {string} section */
function heading(section) {
  const make = () => el("li", { class: "heading" }, [el("h2", { text: t(`form.section_${section}`) })]);
  return { id: `section ${section}`, key: "", make };
}
