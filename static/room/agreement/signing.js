/**
 * Signing, one thing at a time: whose turn it is, each clause by itself, then name, code and the last press. What was
 * confirmed the server knows; what was drawn stays on this page until it is signed. A break in the middle loses neither.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../controls.js").Do} Do
 * @typedef {{id: string, number: number | string, heading: string, text: string}} Clause
 * @typedef {"who" | "wait" | "read" | "hand" | "no" | "done"} Step
 */

import { button, el, part, typedPart } from "../../elements.js";
import { inBlock } from "../../foreign.js";
import { stop } from "../../listen.js";
import { explain, t } from "../../words.js";
import { ask } from "./http.js";
import { Pad } from "./pad.js";
import { here, hosts, next, outstanding, waiting } from "./papers.js";

/** Refusals after which the code is asked for again. */
const OF_THE_CODE = new Set(["code_wrong", "code_needed", "too_many_tries"]);
/** What this page says of a refusal while somebody signs; the rest has its words anyway. */
const OWN_WORDS = new Set([
  "code_wrong",
  "code_needed",
  "too_many_tries",
  "signing_unavailable",
  "paper_changed",
]);

export class Signing {
  #do;
  #seat;
  #signed;
  #dialog = typedPart("sign-dialog", HTMLDialogElement);
  #pad;
  #code = typedPart("sign-code", HTMLInputElement);
  /** @type {View | null} */
  #view = null;
  #paperId = "";
  #who = "";
  /** @type {Step} */
  #step = "wait";
  #at = 0;
  #busy = false;
  /** The text of the paper that lies open, and the digest that it is of. */
  #text = { frozen: "", consent: "", clauses: /** @type {Clause[]} */ ([]) };
  /** What was on the screen: the same is not drawn anew under a finger. */
  #drawn = "";

  /**
   * @param {Do} act
   * @param {string} seat mine
   * @param {() => void} signed somebody has signed here
   */
  constructor(act, seat, signed) {
    this.#do = act;
    this.#seat = seat;
    this.#signed = signed;
    this.#pad = new Pad(typedPart("sign-pad", HTMLCanvasElement), () => this.#complain(""));
    part("sign-close").addEventListener("click", () => this.#dialog.close());
    part("sign-before").addEventListener("click", () => this.#turn(this.#at - 1));
    part("sign-confirm").addEventListener("click", () => void this.#confirm());
    part("sign-clear").addEventListener("click", () => this.#pad.clear());
    part("sign-again").addEventListener("click", () => this.#turn(0));
    part("sign-refuse").addEventListener("click", () => this.#go("no"));
    part("sign-refuse-back").addEventListener("click", () => this.#resume());
    part("sign-done").addEventListener("click", () => this.#finished());
    typedPart("sign-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#sign();
    });
    typedPart("sign-no-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#refuse();
    });
    this.#dialog.addEventListener("close", () => stop());
    const listen = part("sign-listen").closest("yt-listen");
    if (listen) listen.texts = () => this.#spoken();
  }

  /** @param {string} paperId */
  open(paperId) {
    const paper = this.#view?.papers?.[paperId];
    if (this.#view === null || paper === undefined) return;
    const hands = waiting(paper, this.#view.me);
    if (paperId !== this.#paperId || !hands.some(([seat]) => seat === this.#who)) this.#begin("");
    this.#paperId = paperId;
    if (hands.length === 1) this.#who = hands[0]?.[0] ?? "";
    this.#step = this.#who === "" ? "who" : "wait";
    this.#drawn = "";
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#draw();
    if (this.#who !== "") this.#resume();
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    if (!this.#dialog.open) return;
    const paper = this.#paper;
    if (paper === undefined || paper.state === "void") return this.#dialog.close();
    const fresh = this.#text.frozen === paper.frozen;
    if (!fresh && this.#step !== "who" && this.#step !== "done") this.#resume();
    else this.#draw();
  }

  get #paper() {
    return this.#view?.papers?.[this.#paperId];
  }

  get #signer() {
    return this.#paper?.signers[this.#who];
  }

  /**
   * Another's turn: nothing of the one before is left on the page.
   * @param {string} who
   */
  #begin(who) {
    this.#who = who;
    this.#code.value = "";
    this.#pad.clear();
    this.#complain("");
  }

  /** Go on where this signer stopped; what is to be read is fetched when it is not here yet. */
  async #resume() {
    const paper = this.#paper;
    if (paper === undefined) return;
    if (this.#text.frozen !== paper.frozen) {
      this.#go("wait");
      const reply = await ask(`/room/${this.#seat}/papers/${this.#paperId}/clauses`);
      if ("code" in reply) return this.#complain(this.#words(reply.code, reply.params));
      this.#text = reply.value;
    }
    const signer = this.#signer;
    if (signer === undefined) return;
    const at = next(this.#text.clauses, paper.clauses, signer.read);
    if (hosts(signer) || at >= this.#text.clauses.length) this.#go("hand");
    else this.#turn(at);
  }

  /** @param {Step} step */
  #go(step) {
    if (step !== this.#step) stop();
    this.#step = step;
    this.#complain("");
    this.#draw();
    part("sign-title").focus();
  }

  /** @param {number} at */
  #turn(at) {
    stop();
    this.#at = Math.max(0, Math.min(at, this.#text.clauses.length - 1));
    this.#go("read");
    part("sign-progress").scrollIntoView();
  }

  #draw() {
    const [paper, step] = [this.#paper, this.#step];
    if (paper === undefined) return;
    const clause = this.#text.clauses[this.#at];
    this.#dialog.dataset["step"] = step;
    for (const each of this.#dialog.querySelectorAll("[data-step]")) {
      if (each instanceof HTMLElement) each.hidden = each.dataset["step"] !== step;
    }
    part("sign-title").textContent = this.#title(clause);
    const shown = JSON.stringify([step, this.#at, this.#who, paper, this.#busy]);
    if (shown === this.#drawn) return;
    this.#drawn = shown;
    part("sign-paper").setAttribute("href", `/room/${this.#seat}/papers/${this.#paperId}.pdf`);
    if (step === "who") this.#drawPeople(paper);
    if (step === "read" && clause) this.#drawClause(clause);
    if (step === "hand") this.#drawHand();
    if (step === "done") this.#drawDone(paper);
  }

  /** @param {Clause | undefined} clause */
  #title(clause) {
    if (this.#step === "read" && clause) {
      return t("sign.clause", { number: this.#at + 1, count: this.#text.clauses.length });
    }
    return t(`sign.title_${this.#step}`, { name: this.#signer?.name ?? "" });
  }

  /** @param {Paper} paper */
  #drawPeople(paper) {
    const me = this.#view?.me;
    const choices = (me ? waiting(paper, me) : []).map(([seat, { name, person }]) =>
      button(name, () => this.#take(seat), { class: "wide", testid: "sign-who", data: { person } }),
    );
    part("sign-people").replaceChildren(...choices);
  }

  /** @param {string} seat */
  #take(seat) {
    this.#begin(seat);
    void this.#resume();
  }

  /** @param {Clause} clause */
  #drawClause({ id, heading, text }) {
    part("sign-text").dataset["clause"] = id;
    part("sign-text").replaceChildren(
      el("h3", { text: inBlock(heading), attributes: { dir: "auto" } }),
      ...text.split("\n").map((line) => el("p", { text: inBlock(line), attributes: { dir: "auto" } })),
    );
    const known = this.#signer?.read.includes(id) ?? false;
    const count = this.#text.clauses.length;
    part("sign-progress").setAttribute("max", String(count));
    part("sign-progress").setAttribute("value", String(this.#signer?.read.length ?? 0));
    typedPart("sign-before", HTMLButtonElement).disabled = this.#at === 0;
    part("sign-confirm").textContent = t(known ? "sign.next" : "sign.confirm");
    typedPart("sign-confirm", HTMLButtonElement).disabled = this.#busy;
    part("sign-listen").hidden = !globalThis.speechSynthesis;
  }

  #drawHand() {
    const host = this.#signer !== undefined && hosts(this.#signer);
    part("sign-consent").textContent = inBlock(this.#text.consent);
    part("sign-code-field").hidden = host;
    this.#code.required = !host;
    part("sign-again").hidden = host;
    typedPart("sign-submit", HTMLButtonElement).disabled = this.#busy;
    part("sign-submit").textContent = t(this.#busy ? "sign.submitting" : "sign.submit");
  }

  /** @param {Paper} paper */
  #drawDone(paper) {
    const names = outstanding(paper);
    const key = paper.state === "sealed" ? "sealed" : names.length > 0 ? "left" : "sealing";
    part("sign-thanks").textContent = t(`sign.done_${key}`, { names: names.join(t("agreement.and")) });
    const more = this.#view ? waiting(paper, this.#view.me).length > 0 : false;
    part("sign-done").textContent = t(more ? "sign.next_person" : "sign.close");
  }

  #spoken() {
    const clause = this.#text.clauses[this.#at];
    /** @type {[string, string][]} */
    const texts = clause ? [["", [clause.heading, clause.text].join("\n")]] : [];
    return texts;
  }

  /** The next one when the server has it; a clause that was read before is only turned over. */
  async #confirm() {
    const [clause, paper, signer] = [this.#text.clauses[this.#at], this.#paper, this.#signer];
    if (this.#busy || clause === undefined || paper === undefined || signer === undefined) return;
    const read = [...signer.read];
    if (paper.clauses.includes(clause.id) && !read.includes(clause.id)) {
      const about = { paper: this.#paperId, frozen: paper.frozen, clause: clause.id };
      if (!(await this.#tell("confirm_clause", about))) return;
      read.push(clause.id);
    }
    const after = this.#at + 1;
    if (after < this.#text.clauses.length) return this.#turn(after);
    const left = next(this.#text.clauses, paper.clauses, read);
    if (left < this.#text.clauses.length) this.#turn(left);
    else this.#go("hand");
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   * @returns {Promise<boolean>} whether it was taken; if not, why not stands on the page
   */
  async #tell(type, fields) {
    this.#occupy(true);
    const reply = await this.#do(type, this.#who === this.#seat ? fields : { ...fields, who: this.#who });
    this.#occupy(false);
    this.#complain("code" in reply ? this.#words(reply.code, reply.params) : "");
    return !("code" in reply);
  }

  async #sign() {
    const [paper, signer] = [this.#paper, this.#signer];
    if (this.#busy || paper === undefined || signer === undefined) return;
    if (this.#pad.empty) return this.#complain(t("sign.no_drawing"));
    const code = this.#code.value.replace(/\s/g, "");
    if (!hosts(signer) && code === "") {
      this.#code.focus();
      return this.#complain(t("sign.code_needed"));
    }
    const body = { who: this.#who, frozen: paper.frozen, ...this.#pad.drawing, ...(hosts(signer) ? {} : { code }) };
    this.#complain("");
    this.#occupy(true);
    const reply = await ask(`/room/${this.#seat}/papers/${this.#paperId}/sign`, body);
    this.#occupy(false);
    if ("code" in reply) return this.#refused(reply.code, reply.params);
    this.#begin(this.#who);
    this.#go("done");
    this.#signed();
  }

  /**
   * @param {string} code
   * @param {import("../../protocol.js").Params} params
   */
  #refused(code, params) {
    if (code === "already_signed") return this.#go("done");
    if (code === "clauses_unread") void this.#resume();
    if (OF_THE_CODE.has(code)) this.#code.select();
    this.#complain(this.#words(code, params));
  }

  async #refuse() {
    const field = typedPart("sign-reason", HTMLTextAreaElement);
    if (this.#busy || !(await this.#tell("refuse_paper", { paper: this.#paperId, reason: field.value.trim() }))) return;
    field.value = "";
    this.#dialog.close();
  }

  /** Somebody else at this device may be next. */
  #finished() {
    const [paper, me] = [this.#paper, this.#view?.me];
    if (paper === undefined || me === undefined || waiting(paper, me).length === 0) return this.#dialog.close();
    this.#begin("");
    if (here(paper, me).length > 1) this.#go("who");
    else this.#dialog.close();
  }

  /** @param {boolean} busy */
  #occupy(busy) {
    this.#busy = busy;
    this.#draw();
  }

  /**
   * @param {string} code
   * @param {import("../../protocol.js").Params} params
   */
  #words(code, params) {
    if (code === "strokes_unfit") return t(`sign.fault_${params["fault"] === "too_small" ? "too_small" : "other"}`);
    if (code === "offline") return t(this.#step === "hand" ? "sign.offline" : "error.offline");
    return OWN_WORDS.has(code) ? t(`sign.${code}`) : explain(code, params);
  }

  /** @param {string} words empty: nothing is wrong any more */
  #complain(words) {
    part("sign-trouble").textContent = words;
    part("sign-trouble").hidden = words === "";
  }
}
