/**
 * Signing, one thing at a time: whose turn it is, each clause by itself, then name, code and the last press. What was
 * confirmed the server knows; what was drawn stays on this page until it is signed. A break in the middle loses neither.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./many.js").Many} Many
 * @typedef {import("./signing-screen.js").Clause} Clause
 * @typedef {import("./signing-screen.js").Step} Step
 */

import { part, typedPart } from "../../elements.js";
import { stop } from "../../listen.js";
import { t } from "../../words.js";
import { ask } from "./http.js";
import { Pad } from "./pad.js";
import { confirmed, text, together } from "./many.js";
import { here, hosts, next, waiting } from "./papers.js";
import { SigningScreen, why } from "./signing-screen.js";

/** Refusals after which the code is asked for again. */
const OF_THE_CODE = new Set(["code_wrong", "code_needed", "too_many_tries"]);
export class Signing {
  #do;
  #seat;
  #signed;
  #base;
  #screen = new SigningScreen((who) => this.#take(who));
  #pad;
  #code = typedPart("sign-code", HTMLInputElement);
  /** @type {View | null} */
  #view = null;
  #paperId = "";
  /** The papers that are read and signed as one. @type {Many | null} */
  #many = null;
  /** Whether some of these are signed already: the same hand goes on with the rest, and needs no other code. */
  #goesOn = false;
  #who = "";
  /** @type {Step} */
  #step = "wait";
  #at = 0;
  #busy = false;
  /** How often a text was asked for: only the last answer counts. */
  #asked = 0;
  /** The text of the paper that lies open, and the digest that it is of. */
  #text = { frozen: "", consent: "", clauses: /** @type {Clause[]} */ ([]) };

  /**
   * @param {Do} act
   * @param {string} seat mine
   * @param {() => void} signed somebody has signed here
   * @param {string} base where this device has its papers
   */
  constructor(act, seat, signed, base = `/room/${seat}`) {
    this.#do = act;
    this.#seat = seat;
    this.#signed = signed;
    this.#pad = new Pad(typedPart("sign-pad", HTMLCanvasElement), () => this.#redrawn());
    this.#base = base;
    part("sign-close").addEventListener("click", () => this.#screen.close());
    part("sign-before").addEventListener("click", () => this.#turn(this.#at - 1));
    part("sign-confirm").addEventListener("click", () => void this.#confirm());
    part("sign-clear").addEventListener("click", () => {
      this.#pad.clear();
      this.#redrawn();
    });
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
    part("sign-dialog").addEventListener("close", () => stop());
    const listen = part("sign-listen").closest("yt-listen");
    if (listen) listen.texts = () => this.#spoken();
  }

  /**
   * All of these at once.
   * @param {Many} many
   */
  openMany(many) {
    if (this.#view === null) return;
    const same = this.#many?.settlement === many.settlement && this.#many.ids.join() === many.ids.join();
    if (!same) this.#begin(this.#view.me.seat);
    this.#many = many;
    this.#who = this.#view.me.seat;
    this.#show();
    void this.#resume();
  }

  /** @param {string} paperId */
  open(paperId) {
    this.#many = null;
    const paper = this.#view?.papers?.[paperId];
    if (this.#view === null || paper === undefined) return;
    const hands = waiting(paper, this.#view.me);
    if (paperId !== this.#paperId || !hands.some(([seat]) => seat === this.#who)) this.#begin("");
    this.#paperId = paperId;
    if (hands.length === 1) this.#who = hands[0]?.[0] ?? "";
    this.#show();
    if (this.#who !== "") this.#resume();
  }

  #show() {
    this.#step = this.#who === "" ? "who" : "wait";
    this.#screen.show();
    this.#draw();
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    if (!this.#screen.open) return;
    const paper = this.#paper;
    if (paper === undefined || paper.state === "void") return this.#screen.close();
    const fresh = this.#text.frozen === paper.frozen;
    if (!fresh && this.#step !== "who" && this.#step !== "done") this.#resume();
    else this.#draw();
  }

  get #paper() {
    if (this.#many && this.#view) return together(this.#view, this.#many, this.#text.clauses);
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
    this.#goesOn = false;
    this.#code.value = "";
    this.#pad.clear();
    this.#screen.complain("");
  }

  /** Another hand than the one that some were signed with. */
  #redrawn() {
    this.#goesOn = false;
    this.#screen.complain("");
    this.#draw();
  }

  /** Go on where this signer stopped; what is to be read is fetched when it is not here yet. */
  async #resume() {
    const paper = this.#paper;
    if (paper === undefined) return;
    if (this.#text.frozen !== paper.frozen) {
      this.#go("wait");
      const turn = ++this.#asked;
      const reply = await ask(this.#readable);
      if (turn !== this.#asked) return; // the view changed meanwhile, and it was asked for again
      if ("code" in reply) return this.#screen.complain(why(this.#step, reply.code, reply.params));
      const { value } = reply;
      this.#text = this.#many
        ? { frozen: paper.frozen, consent: value.consent, clauses: text(value, this.#many.ids, t("sign.list")) }
        : value;
    }
    const signer = this.#signer;
    if (signer === undefined) return;
    const at = next(this.#text.clauses, this.#paper?.clauses ?? [], signer.read);
    if (hosts(signer) || at >= this.#text.clauses.length) this.#go("hand");
    else this.#turn(at);
  }

  /** Where what is read comes from. */
  get #readable() {
    if (this.#many) return `${this.#base}/agreements/${this.#many.settlement}/framework`;
    return `${this.#base}/papers/${this.#paperId}/clauses?who=${encodeURIComponent(this.#who)}`;
  }

  /** @param {Step} step */
  #go(step) {
    if (step !== this.#step) stop();
    this.#step = step;
    this.#screen.complain("");
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
    const [paper, signer] = [this.#paper, this.#signer];
    if (paper === undefined) return;
    this.#screen.draw({
      step: this.#step,
      paper,
      many: this.#many?.ids.length ?? 0,
      href: `${this.#base}/papers/${this.#paperId}.pdf`,
      text: this.#text,
      at: this.#at,
      who: this.#who,
      busy: this.#busy,
      coded: !this.#goesOn && !(signer && hosts(signer)),
      hands: this.#view ? waiting(paper, this.#view.me) : [],
    });
  }

  /** @param {string} seat */
  #take(seat) {
    this.#begin(seat);
    void this.#resume();
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
      if (!(await (this.#many ? this.#tellMany(clause) : this.#tell("confirm_clause", about)))) return;
      read.push(clause.id);
    }
    const after = this.#at + 1;
    if (after < this.#text.clauses.length) return this.#turn(after);
    const left = next(this.#text.clauses, paper.clauses, read);
    if (left < this.#text.clauses.length) this.#turn(left);
    else this.#go("hand");
  }

  /**
   * What was read on all of them.
   * @param {Clause} clause
   */
  async #tellMany({ id }) {
    this.#occupy(true);
    const rows = this.#text.clauses.at(-1)?.rows ?? [];
    const reply = await ask(`${this.#base}/papers/confirm-many`, { papers: confirmed(id, rows) });
    this.#occupy(false);
    this.#screen.complain("code" in reply ? why(this.#step, reply.code, reply.params) : "");
    return !("code" in reply);
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
    this.#screen.complain("code" in reply ? why(this.#step, reply.code, reply.params) : "");
    return !("code" in reply);
  }

  async #sign() {
    const [paper, signer] = [this.#paper, this.#signer];
    if (this.#busy || paper === undefined || signer === undefined) return;
    if (this.#pad.empty) return this.#screen.complain(t("sign.no_drawing"));
    const code = this.#code.value.replace(/\s/g, "");
    if (!hosts(signer) && !this.#goesOn && code === "") {
      this.#code.focus();
      return this.#screen.complain(t("sign.code_needed"));
    }
    const hand = { who: this.#who, ...this.#pad.drawing, ...(hosts(signer) || code === "" ? {} : { code }) };
    this.#screen.complain("");
    this.#occupy(true);
    const reply = this.#many
      ? await ask(`${this.#base}/papers/sign-many`, { ...hand, papers: this.#named })
      : await ask(`${this.#base}/papers/${this.#paperId}/sign`, { ...hand, frozen: paper.frozen });
    this.#occupy(false);
    if ("code" in reply) return this.#refused(reply.code, reply.params);
    if (this.#many && this.#left(reply.value.papers)) return;
    this.#begin(this.#who);
    this.#go("done");
    this.#signed();
  }

  /** What is signed at once, as it was read. */
  get #named() {
    return (this.#text.clauses.at(-1)?.rows ?? []).map(({ id, frozen }) => ({ id, frozen }));
  }

  /**
   * Whether any of them could not be signed: why stands on the page, and the same hand can go on with them.
   * @param {{id: string, code?: string, params?: import("../../protocol.js").Params}[]} came
   */
  #left(came) {
    const left = came.filter(({ code }) => code !== undefined && code !== "already_signed");
    const [first] = left;
    if (first === undefined) return false;
    this.#goesOn = left.length < came.length;
    this.#draw();
    const told = why(this.#step, first.code ?? "", first.params);
    this.#screen.complain(t("sign.many_left", { count: came.length - left.length, left: left.length, why: told }));
    return true;
  }

  /**
   * @param {string} code
   * @param {import("../../protocol.js").Params} params
   */
  #refused(code, params) {
    if (code === "already_signed") return this.#go("done");
    if (code === "clauses_unread") void this.#resume();
    if (OF_THE_CODE.has(code)) this.#code.select();
    this.#screen.complain(why(this.#step, code, params));
  }

  async #refuse() {
    const field = typedPart("sign-reason", HTMLTextAreaElement);
    if (this.#busy || !(await this.#tell("refuse_paper", { paper: this.#paperId, reason: field.value.trim() }))) return;
    field.value = "";
    this.#screen.close();
  }

  /** Somebody else at this device may be next. */
  #finished() {
    const [paper, me] = [this.#paper, this.#view?.me];
    if (this.#many || paper === undefined || me === undefined) return this.#screen.close();
    if (waiting(paper, me).length === 0) return this.#screen.close();
    this.#begin("");
    if (here(paper, me).length > 1) this.#go("who");
    else this.#screen.close();
  }

  /** @param {boolean} busy */
  #occupy(busy) {
    this.#busy = busy;
    this.#draw();
  }
}
