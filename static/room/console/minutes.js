/**
 * The record, for hosts and the clerk: a line is written with the return key and stands among the others when the
 * server has it. What is being written is kept with every letter.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Minutes} Record
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./kept.js").Kept} Kept
 */

import { fill, part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { ofDay } from "../clock.js";
import { noticeRefusal } from "../notices.js";
import { split } from "../spoken.js";
import { MinutesLines, SECTIONS } from "./minutes-lines.js";
import { MinutesReading } from "./minutes-reading.js";
import { Script } from "./minutes-script.js";
import { speakers } from "./speakers.js";

const DRAFT = "minutes-draft";
const BEGAN = "minutes-began";
const SOURCE = "minutes-source";
/** Where what is said may go into the record. */
const WRITES = new Set(["joint", "neutral"]);
const STEPS = new Map([
  ["ArrowUp", -1],
  ["ArrowDown", 1],
]);

export class Minutes {
  #do;
  #kept;
  #bring;
  /** @type {View | null} */
  #view = null;
  #people = "";
  #form = typedPart("minutes-form", HTMLFormElement);
  #section = typedPart("minutes-section", HTMLSelectElement);
  #speaker = typedPart("minutes-speaker", HTMLSelectElement);
  #text = typedPart("minutes-text", HTMLTextAreaElement);
  #parts;

  /**
   * @param {Do} act
   * @param {Kept} kept
   * @param {() => void} bring the field of the record into sight
   */
  constructor(act, kept, bring) {
    this.#do = act;
    this.#kept = kept;
    this.#bring = bring;
    this.#parts = [new Script(act), new MinutesLines(act), new MinutesReading(act)];
    fill(this.#section, SECTIONS.map((section) => ({ value: section, words: t(`form.section_${section}`) })));
    this.#text.value = kept.get(DRAFT);
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#keep();
    });
    part("minutes-source-drop").addEventListener("click", () => this.#take(""));
    document.addEventListener("minutes-take", (event) => {
      if (event instanceof CustomEvent) this.#take(String(event.detail));
    });
  }

  /** @param {View} view */
  render(view) {
    const before = this.#view;
    this.#view = view;
    part("minutes").classList.toggle("closed", view.minutes === undefined);
    if (view.minutes === undefined) return;
    this.#offerPeople(view.minutes);
    this.#renderPlace(view);
    if (before?.minutes === view.minutes && before.place === view.place) return;
    if (before?.minutes === undefined) this.#renderSource();
    for (const each of this.#parts) each.render(view, view.minutes);
  }

  /** @param {View} view */
  #renderPlace({ place }) {
    const writes = WRITES.has(place.kind);
    typedPart("minutes-keep", HTMLButtonElement).disabled = !writes;
    part("minutes-hint").textContent = t(writes ? "minutes.hint" : "minutes.where");
    part("minutes-hint").classList.toggle("warned", !writes);
  }

  /** @param {Record} minutes */
  #offerPeople({ people }) {
    const names = Object.entries(people).map(([seat, { name }]) => `${seat} ${name}`).join("\n");
    if (names === this.#people) return;
    this.#people = names;
    speakers(this.#speaker, people);
  }

  #typed() {
    const text = this.#text.value;
    if (this.#kept.get(BEGAN) === "" && text !== "") this.#kept.set(BEGAN, String(Date.now()));
    if (text === "") this.#kept.set(BEGAN, "");
    this.#kept.set(DRAFT, text);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void this.#keep();
    }
    const step = STEPS.get(event.key);
    if (!event.altKey || step === undefined) return;
    event.preventDefault();
    const select = event.shiftKey ? this.#speaker : this.#section;
    select.selectedIndex = Math.min(Math.max(0, select.selectedIndex + step), select.options.length - 1);
  }

  /**
   * Begin a line out of a message, or let go of it.
   * @param {string} id empty for none
   */
  #take(id) {
    const message = this.#said(id);
    this.#kept.set(SOURCE, message ? id : "");
    if (message) {
      this.#text.value = wording(message);
      if ([...this.#speaker.options].some(({ value }) => value === message.seat)) this.#speaker.value = message.seat;
      this.#typed();
      this.#bring();
    }
    this.#renderSource();
  }

  /**
   * What was written, or what a machine heard.
   * @param {string} id
   */
  #said(id) {
    return this.#view?.messages[id] ?? this.#view?.captions[id];
  }

  #renderSource() {
    const message = this.#said(this.#kept.get(SOURCE));
    part("minutes-source").hidden = message === undefined;
    if (message === undefined) return;
    const params = { name: message.name, time: ofDay(message.at) };
    part("minutes-source-text").textContent = t("source" in message ? "minutes.heard" : "minutes.taken", params);
  }

  async #keep() {
    const text = this.#text.value.trim();
    if (text === "" || typedPart("minutes-keep", HTMLButtonElement).disabled) return this.#text.focus();
    const source = this.#kept.get(SOURCE);
    const began = Number(this.#kept.get(BEGAN)) || Date.now();
    const fields = {
      section: this.#section.value,
      text,
      ...(this.#speaker.value === "" ? {} : { speaker: this.#speaker.value }),
      ...(source === "" ? { ago: Math.min(Math.max(0, Date.now() - began), 600_000) } : { source }),
    };
    this.#write("");
    const reply = await this.#do("write_line", fields);
    if (!("code" in reply)) return;
    noticeRefusal(reply);
    this.#giveBack(text, source, began);
  }

  /**
   * What was refused is not lost, and neither is what was typed since.
   * @param {string} text
   * @param {string} source
   * @param {number} began
   */
  #giveBack(text, source, began) {
    const since = this.#text.value;
    this.#write(since === "" ? text : `${text}\n${since}`);
    this.#kept.set(BEGAN, String(began));
    this.#kept.set(SOURCE, source);
    this.#renderSource();
  }

  /** @param {string} text */
  #write(text) {
    this.#text.value = text;
    this.#kept.set(DRAFT, text);
    this.#kept.set(BEGAN, "");
    this.#kept.set(SOURCE, "");
    this.#renderSource();
    this.#text.focus();
  }
}

/**
 * As it begins a line: an amount or a date that a machine heard stays marked until whoever writes takes the mark away.
 * @param {import("../../protocol.js").Message | import("../../protocol.js").Caption} said
 */
function wording(said) {
  if (!("source" in said)) return said.text;
  return split(said)
    .map(({ text, kind }) => (kind === "" ? text : t("minutes.doubt", { text })))
    .join("");
}
