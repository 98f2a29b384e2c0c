/**
 * The host's agreement: begun from a template, written, checked, put before the parties, frozen, followed to the seal.
 * What is being written is kept with every letter, and nobody else's version is written over.
 *
 * @typedef {import("../../../protocol.js").View} View
 * @typedef {import("../../../protocol.js").Settlement} Settlement
 * @typedef {import("../../../protocol.js").Terms} Terms
 * @typedef {import("../../controls.js").Do} Do
 * @typedef {import("../kept.js").Kept} Kept
 * @typedef {import("../../agreement/outline.js").Section} Section
 * @typedef {{id: string, base: number, terms: Terms}} Work `id` empty: nowhere kept yet
 */

import { el, fill, part, typedPart } from "../../../elements.js";
import { inBlock } from "../../../foreign.js";
import { explain, label, t } from "../../../words.js";
import { ask } from "../../agreement/http.js";
import { outline } from "../../agreement/outline.js";
import { noticeRefusal } from "../../notices.js";
import { Rows } from "../../rows.js";
import { asked } from "../reason.js";
import { Board } from "./board.js";
import { Findings } from "./findings.js";
import { DraftForm } from "./form.js";
import { Handing } from "./handing.js";
import { consented, vouched } from "./vouching.js";

const KEPT = "agreement-draft";
const EDITABLE = new Set(["draft", "proposed"]);
const LIVE = new Set(["frozen", "signing"]);

export class AgreementDesk {
  #do;
  #kept;
  #seat;
  #board;
  #findings;
  #form;
  #handing;
  #text = new Rows(part("draft-text"));
  /** @type {View | null} */
  #view = null;
  #id = "";
  /** @type {Work | null} */
  #work = null;
  #busy = false;
  #templates = false;
  /** What the findings on the page are about. */
  #checked = "";
  /** By settlement and version, what this page has read. @type {Map<string, Map<number, Section[]>>} */
  #seen = new Map();

  /**
   * @param {Do} act
   * @param {Kept} kept
   * @param {View} view
   */
  constructor(act, kept, view) {
    this.#do = act;
    this.#kept = kept;
    this.#seat = view.me.seat;
    this.#board = new Board(this.#seat, (numbers) => void this.#readBack(numbers));
    this.#findings = new Findings(this.#seat, () => this.#draw(), {
      account_unverified: ({ where }) => void this.#note(vouched(this.#work?.terms ?? this.#settlement?.terms, where)),
      consent_missing: ({ where }) => void this.#consented(where),
    });
    this.#form = new DraftForm((terms) => this.#typed(terms));
    this.#handing = new Handing((type, fields) => this.#tell(type, fields), (id) => this.#show(id));
    this.#listen();
    this.#restore();
    void this.#offerTemplates();
  }

  #listen() {
    const acts = {
      "agreement-edit": () => void this.#edit(),
      "draft-save": () => void this.#save(),
      "draft-stop": () => this.#stop(),
      "draft-mine": () => void this.#overwrite(),
      "draft-propose": () => void this.#propose(),
      "agreement-freeze": () => void this.#freeze(),
      "draft-reopen": () => void this.#tell("reopen_settlement", { settlement: this.#id }),
      "draft-void": () => void this.#void(),
    };
    for (const [name, act] of Object.entries(acts)) part(name).addEventListener("click", act);
    part("draft-choose").addEventListener("change", () => this.#show(typedPart("draft-choose", HTMLSelectElement).value));
  }

  /** @param {string} id */
  #show(id) {
    this.#id = id;
    this.#draw();
  }

  /** @param {View} view */
  render(view) {
    const before = this.#view;
    this.#view = view;
    if (before?.settlements === view.settlements && before?.papers === view.papers && before?.place === view.place && before?.ledger === view.ledger) return;
    this.#remember(view);
    this.#draw();
  }

  /** @param {View} view */
  #remember({ settlements = {} }) {
    for (const [id, { version, terms }] of Object.entries(settlements)) {
      const known = this.#seen.get(id) ?? new Map();
      if (!known.has(version)) known.set(version, outline(terms, (group) => this.#side(group)));
      this.#seen.set(id, known);
    }
    const ids = Object.keys(settlements);
    if (this.#work === null && !ids.includes(this.#id)) this.#id = ids.at(-1) ?? "";
  }

  /**
   * What versions said that were written before this page was opened.
   * @param {number[]} numbers
   */
  async #readBack(numbers) {
    const [id, known] = [this.#id, this.#seen.get(this.#id) ?? new Map()];
    for (const number of numbers.filter((each) => !known.has(each))) {
      const reply = await ask(`/room/${this.#seat}/agreements/${id}/versions/${number}`);
      if ("code" in reply) return this.#complain(explain(reply.code, reply.params));
      known.set(number, outline(reply.value.terms, (group) => this.#side(group)));
    }
    this.#seen.set(id, known);
    this.#draw();
  }

  get #settlement() {
    return this.#view?.settlements?.[this.#id];
  }

  /** @param {string} id */
  #side(id) {
    const group = this.#view?.groups.find((group) => group.id === id);
    return group ? label(group) : id;
  }

  async #offerTemplates() {
    if (this.#templates) return;
    const reply = await ask(`/room/${this.#seat}/agreements/templates`);
    if ("code" in reply) return this.#complain(explain(reply.code, reply.params));
    this.#templates = true;
    /** @type {{id: string, zh: string, en: string}[]} */
    const found = reply.value.templates;
    fill(typedPart("draft-template", HTMLSelectElement), found.map((one) => ({ value: one.id, words: label(one) })));
  }

  /** What was being written when the page was loaded anew. */
  #restore() {
    const text = this.#kept.get(KEPT);
    if (text === "") return;
    /** @type {Work} */
    const work = JSON.parse(text);
    this.#id = work.id;
    this.#write(work);
  }

  /**
   * What is written from now on; null: nothing.
   * @param {Work | null} work
   */
  #write(work) {
    this.#work = work;
    this.#kept.set(KEPT, work === null ? "" : JSON.stringify(work));
    if (work !== null) this.#form.show(work.terms, (group) => this.#side(group));
  }

  /** @param {Terms} terms */
  #typed(terms) {
    if (this.#work === null) return;
    this.#work = { ...this.#work, terms };
    this.#kept.set(KEPT, JSON.stringify(this.#work));
    this.#draw();
  }

  #draw() {
    const [view, settlement, work] = [this.#view, this.#settlement, this.#work];
    if (view === null) return;
    const state = settlement?.state ?? "draft";
    const editable = settlement === undefined || EDITABLE.has(state);
    part("agreement").dataset["state"] = state;
    part("agreement").hidden = settlement === undefined && work === null;
    part("draft-begin").hidden = work !== null || (settlement !== undefined && state !== "void" && state !== "sealed");
    part("draft-state").textContent = this.#words(state);
    this.#drawChoice(view);
    part("draft-writing").hidden = work === null;
    part("agreement-edit").hidden = work !== null || !(editable || state === "void" || state === "sealed");
    part("agreement-edit").textContent = t(settlement && editable ? "draft.edit" : "draft.start");
    part("draft-text").hidden = work !== null;
    this.#drawText(settlement);
    this.#drawActs(view, settlement, editable);
    this.#drawStale(settlement, work);
    this.#check(settlement, work, editable);
    this.#handing.render(view, this.#id, work === null ? settlement : undefined, this.#busy);
    this.#board.render(view, settlement, this.#seen.get(this.#id) ?? new Map());
  }

  /** @param {View} view */
  #drawChoice({ settlements = {} }) {
    const ids = Object.keys(settlements);
    part("draft-choose").hidden = ids.length < 2 || this.#work !== null;
    const choices = ids.map((value, index) => {
      const state = t(`draft.state_${settlements[value]?.state}`);
      return { value, words: t("draft.nth", { number: index + 1, state }) };
    });
    fill(typedPart("draft-choose", HTMLSelectElement), choices);
    typedPart("draft-choose", HTMLSelectElement).value = this.#id;
  }

  /** @param {string} state */
  #words(state) {
    if (this.#work?.id === "") return t("draft.state_new");
    const version = this.#settlement?.version ?? 0;
    const saved = t(`draft.state_${state}`) + t("draft.at_version", { version });
    const reason = this.#settlement?.void?.reason;
    return reason ? `${saved} ${reason}` : saved;
  }

  /** @param {Settlement | undefined} settlement */
  #drawText(settlement) {
    const sections = settlement ? (this.#seen.get(this.#id)?.get(settlement.version) ?? []) : [];
    this.#text.render(
      sections.map(({ id, title, lines }) => ({
        id,
        key: JSON.stringify([title, lines]),
        make: () => el("section", {}, [el("h3", { text: title }), ...lines.map((line) => el("p", { text: inBlock(line), attributes: { dir: "auto" } }))]),
      })),
    );
  }

  /**
   * @param {View} view
   * @param {Settlement | undefined} settlement
   * @param {boolean} editable
   */
  #drawActs({ place }, settlement, editable) {
    const state = settlement?.state ?? "draft";
    const why = this.#whyNot(place, state);
    show("draft-propose", editable && settlement !== undefined && state === "draft", this.#busy);
    show("draft-freezing", editable && (settlement !== undefined || this.#work !== null));
    show("agreement-freeze", true, this.#busy || why !== "");
    part("draft-why").textContent = why === "" ? "" : t(`draft.why_${why}`);
    show("draft-reopen", state === "frozen", this.#busy);
    show("draft-void", settlement !== undefined && (LIVE.has(state) || editable) && this.#work === null, this.#busy);
    show("draft-save", true, this.#busy);
  }

  /**
   * Why it cannot be frozen now; empty when it can.
   * @param {View["place"]} place
   * @param {string} state
   */
  #whyNot(place, state) {
    if (this.#work !== null && this.#work.id === "") return "unsaved";
    if (state === "draft") return "unproposed";
    if (this.#settlement?.channel !== "joint" || place.kind !== "joint") return "not_joint";
    return this.#findings.fit === false ? "findings" : "";
  }

  /**
   * Somebody else has written meanwhile.
   * @param {Settlement | undefined} settlement
   * @param {Work | null} work
   */
  #drawStale(settlement, work) {
    const stale = work !== null && settlement !== undefined && settlement.version > work.base;
    part("draft-stale").hidden = !stale;
    if (stale) part("draft-stale-text").textContent = t("draft.stale", { name: settlement.by, version: settlement.version });
  }

  /**
   * @param {Settlement | undefined} settlement
   * @param {Work | null} work
   * @param {boolean} editable
   */
  #check(settlement, work, editable) {
    const terms = work?.terms ?? (editable ? settlement?.terms : undefined);
    const about = terms === undefined ? "" : JSON.stringify([this.#id, terms, work === null]);
    if (about === this.#checked) return;
    this.#checked = about;
    if (terms === undefined) this.#findings.clear();
    else this.#findings.soon(terms, this.#id, work === null ? 0 : undefined);
  }

  /** Go on writing what stands, or begin from a template. */
  async #edit() {
    const settlement = this.#settlement;
    if (settlement && EDITABLE.has(settlement.state)) {
      this.#write({ id: this.#id, base: settlement.version, terms: settlement.terms });
      return this.#draw();
    }
    await this.#offerTemplates();
    const template = typedPart("draft-template", HTMLSelectElement).value;
    const reply = await ask(`/room/${this.#seat}/agreements/begin`, { template });
    if ("code" in reply) return this.#complain(explain(reply.code, reply.params));
    this.#id = "";
    this.#write({ id: "", base: 0, terms: reply.value.terms });
    this.#draw();
    part("draft-form").querySelector("summary")?.focus();
  }

  #stop() {
    this.#write(null);
    this.#complain("");
    if (this.#view) this.#remember(this.#view);
    this.#draw();
    part("agreement-edit").focus();
  }

  /** @returns {Promise<boolean>} whether it is kept */
  async #save() {
    const work = this.#work;
    if (work === null) return true;
    const { id, base, terms } = work;
    const about = id === "" ? { terms } : { terms, settlement: id, base };
    const value = await this.#tell("draft_settlement", about);
    if (value === null) return false;
    // What was typed while it was on its way stays, as the next version.
    const typed = this.#work?.terms !== terms;
    this.#id = String(value["id"]);
    if (typed && this.#work) this.#work = { ...this.#work, id: this.#id, base: Number(value["version"]) };
    else this.#write(null);
    this.#draw();
    return !typed;
  }

  /** Mine, knowing what the other wrote. */
  async #overwrite() {
    const standing = this.#settlement;
    if (this.#work === null || standing === undefined) return;
    this.#work = { ...this.#work, base: standing.version };
    await this.#save();
  }

  async #propose() {
    if (!(await this.#save())) return;
    await this.#tell("propose_settlement", { settlement: this.#id, base: this.#settlement?.version });
  }

  async #freeze() {
    if (!(await this.#save())) return;
    const days = Math.trunc(Number(typedPart("draft-days", HTMLInputElement).value)) || 3;
    this.#occupy(true);
    const reply = await ask(`/room/${this.#seat}/agreements/${this.#id}/freeze`, { base: this.#settlement?.version, days });
    this.#occupy(false);
    this.#complain("code" in reply ? explain(reply.code, reply.params) : "");
  }

  /**
   * A host vouches for something that no text can say.
   * @param {ReturnType<typeof vouched>} told
   */
  async #note(told) {
    if (told === null || this.#id === "") return this.#complain(t("draft.why_unsaved"));
    this.#occupy(true);
    const reply = await ask(`/room/${this.#seat}/agreements/${this.#id}/${told.what}`, told.body);
    this.#checked = "";
    this.#occupy(false);
    this.#complain("code" in reply ? explain(reply.code, reply.params) : "");
  }

  /**
   * A worker for whom somebody else sits at the table agrees in person to what stands there now.
   * @param {string} where
   */
  async #consented(where) {
    const words = await asked({ title: t("draft.consent_title"), label: t("draft.consent_words"), yes: t("draft.consent_yes") });
    if (words !== null) await this.#note(consented(this.#settlement, where, words));
  }

  async #void() {
    const reason = await asked({ title: t("draft.void_title"), label: t("draft.void_reason"), yes: t("draft.void") });
    if (reason !== null) await this.#tell("void_settlement", { settlement: this.#id, reason });
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   * @returns {Promise<Record<string, unknown> | null>} null: refused, and why stands on the page
   */
  async #tell(type, fields) {
    this.#occupy(true);
    const reply = await this.#do(type, fields);
    this.#occupy(false);
    noticeRefusal(reply);
    this.#complain("code" in reply ? explain(reply.code, reply.params) : "");
    return "code" in reply ? null : reply.value;
  }

  /** @param {boolean} busy */
  #occupy(busy) {
    this.#busy = busy;
    this.#draw();
  }

  /** @param {string} words empty: nothing is wrong any more */
  #complain(words) {
    part("draft-trouble").textContent = words;
    part("draft-trouble").hidden = words === "";
  }
}

/**
 * @param {string} name
 * @param {boolean} shown
 * @param {boolean} [dead]
 */
function show(name, shown, dead = false) {
  const found = part(name);
  found.hidden = !shown;
  if (found instanceof HTMLButtonElement) found.disabled = dead;
}
