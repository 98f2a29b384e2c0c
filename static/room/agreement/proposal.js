/**
 * What is proposed, over the stage and under the band: everybody reads the same, as it changes, and can say something to
 * each part.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Settlement} Settlement
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./outline.js").Section} Section
 */

import { button, el, part } from "../../elements.js";
import { inBlock } from "../../foreign.js";
import { stop } from "../../listen.js";
import { label, t } from "../../words.js";
import { noticeRefusal } from "../notices.js";
import { Rows } from "../rows.js";
import { changedSections } from "./difference.js";
import { outline, spokenParts } from "./outline.js";

/** Whose part the comments are that name none. */
const WHOLE = "";
/** Who may say something to it. */
const SPEAKS = new Set(["party", "representative", "mediator", "co_mediator"]);

export class Proposal {
  #do;
  #closed;
  #id = "";
  /** @type {Settlement | undefined} */
  #settlement;
  /** @type {View | null} */
  #view = null;
  /** @type {Section[]} */
  #sections = [];
  /** What changed since it was opened, or since the version before. @type {Set<string>} */
  #changed = new Set();
  /** What is being written, by section. @type {Map<string, string>} */
  #drafts = new Map();
  #rows = new Rows(part("proposal-text"));

  /**
   * @param {Do} act
   * @param {() => void} closed
   */
  constructor(act, closed) {
    this.#do = act;
    this.#closed = closed;
    part("proposal-later").addEventListener("click", () => this.close());
    part("proposal").addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    const listen = part("proposal-listen").closest("yt-listen");
    if (listen) listen.texts = () => spokenParts(this.#sections).map((words) => ["", words]);
  }

  /** The settlement that lies open; empty for none. */
  get shown() {
    return this.#id;
  }

  /**
   * @param {string} id
   * @param {View} view
   */
  open(id, view) {
    this.#id = id;
    this.#sections = [];
    this.#changed = new Set();
    this.render(view);
    if (part("room").dataset["chat"] === "open") part("chat-close").click();
    part("proposal-sheet").focus();
  }

  close() {
    if (this.#id === "") return;
    this.#id = "";
    stop();
    part("proposal").hidden = true;
    this.#closed();
  }

  /** @param {View} view */
  render(view) {
    if (this.#id === "") return;
    this.#view = view;
    const settlement = view.settlements?.[this.#id];
    if (settlement === undefined) return this.close();
    const anew = settlement.version !== this.#settlement?.version || this.#sections.length === 0;
    this.#settlement = settlement;
    if (anew) this.#read(settlement, view);
    part("proposal").hidden = false;
    part("proposal-listen").hidden = !globalThis.speechSynthesis;
    const key = this.#changed.size > 0 ? "agreement.changed" : `agreement.lead_${settlement.state}`;
    part("proposal-lead").textContent = t(key, { version: settlement.version });
    this.#draw();
  }

  /**
   * @param {Settlement} settlement
   * @param {View} view
   */
  #read({ terms }, view) {
    const before = this.#sections;
    const sides = new Map(view.groups.map((group) => [group.id, label(group)]));
    this.#sections = outline(terms, (group) => sides.get(group) ?? group);
    if (before.length > 0) this.#changed = changedSections(before, this.#sections);
  }

  #draw() {
    const whole = { id: WHOLE, title: t("agreement.whole"), lines: [] };
    this.#rows.render(
      [...this.#sections, whole].map((section) => {
        const said = this.#said(section.id);
        const state = [section, said, this.#drafts.has(section.id), this.#changed.has(section.id), this.#speaks];
        return { id: section.id || "whole", key: JSON.stringify(state), make: () => this.#section(section, said) };
      }),
    );
  }

  get #speaks() {
    const role = this.#view?.me.role ?? "";
    return this.#settlement?.state === "proposed" && SPEAKS.has(role);
  }

  /** @param {string} id */
  #said(id) {
    return (this.#settlement?.comments ?? []).filter(({ clause }) => (clause ?? WHOLE) === id);
  }

  /**
   * @param {Section} section
   * @param {Settlement["comments"]} said
   */
  #section({ id, title, lines }, said) {
    const changed = this.#changed.has(id);
    const comments = said.map(({ name, text }) =>
      el("p", { class: "comment", testid: "proposal-said", text: t("form.said", { name, text }) }),
    );
    return el("section", { testid: "proposal-part", data: { clause: id, changed: String(changed) } }, [
      el("h3", {}, [inBlock(title), changed ? el("span", { class: "part-mark", text: t("agreement.part_changed") }) : null]),
      ...lines.map((line) => el("p", { text: inBlock(line), attributes: { dir: "auto" } })),
      ...comments,
      this.#speaks ? this.#answer(id, title) : null,
    ]);
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  #answer(id, title) {
    if (!this.#drafts.has(id)) {
      const attributes = { "aria-label": t("agreement.comment_at", { title }) };
      return button(t("agreement.comment"), () => this.#begin(id), {
        class: "link take",
        testid: "proposal-comment",
        attributes,
      });
    }
    const attributes = { rows: "2", maxlength: "500", dir: "auto", id: `comment-${id}` };
    const field = el("textarea", { testid: "proposal-words", attributes });
    field.value = this.#drafts.get(id) ?? "";
    field.addEventListener("input", () => this.#drafts.set(id, field.value));
    return el("div", { class: "form" }, [
      el("label", { text: t("agreement.comment_on", { title }), attributes: { for: `comment-${id}` } }),
      field,
      el("div", { class: "choices" }, [
        button(t("agreement.comment_send"), () => void this.#send(id), { class: "primary", testid: "proposal-send" }),
        button(t("reading.back"), () => this.#stop(id), { testid: "proposal-back" }),
      ]),
    ]);
  }

  /** @param {string} id */
  #begin(id) {
    this.#drafts.set(id, "");
    this.#draw();
    document.getElementById(`comment-${id}`)?.focus();
  }

  /** @param {string} id */
  #stop(id) {
    this.#drafts.delete(id);
    this.#draw();
  }

  /** @param {string} id */
  async #send(id) {
    const text = this.#drafts.get(id)?.trim() ?? "";
    if (text === "") return document.getElementById(`comment-${id}`)?.focus();
    const about = { settlement: this.#id, version: this.#settlement?.version, text };
    const reply = await this.#do("comment_settlement", id === WHOLE ? about : { ...about, clause: id });
    if ("code" in reply) return noticeRefusal(reply);
    this.#stop(id);
  }
}
