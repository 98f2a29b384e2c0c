/**
 * What of signing is on the screen: one step, drawn anew only when something of it is different.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../../protocol.js").PaperSigner} Signer
 * @typedef {import("../../protocol.js").Params} Params
 * @typedef {import("./many.js").Row} Row
 * @typedef {{id: string, number: number | string, heading: string, text: string, rows?: Row[]}} Clause
 * @typedef {"who" | "wait" | "read" | "hand" | "no" | "done"} Step
 *
 * @typedef {object} Shown
 * @property {Step} step
 * @property {Paper} paper
 * @property {number} many how many papers are read and signed as one; 0: a single one
 * @property {string} href where the whole paper is
 * @property {{consent: string, clauses: readonly Clause[]}} text
 * @property {number} at the clause that is read
 * @property {string} who the seat that signs; empty: that is still to be chosen
 * @property {boolean} busy something was sent and is not answered
 * @property {boolean} coded a code is asked for
 * @property {readonly [seat: string, signer: Signer][]} hands who at this device has still to sign
 */

import { button, part, typedPart } from "../../elements.js";
import { inBlock } from "../../foreign.js";
import { explain, t } from "../../words.js";
import { kindOf } from "../documents/kinds.js";
import { written } from "./clause.js";
import { hosts, outstanding } from "./papers.js";

/** What this page says of a refusal while somebody signs; the rest has its words anyway. */
const OWN_WORDS = new Set([
  "code_wrong",
  "code_needed",
  "too_many_tries",
  "signing_unavailable",
  "paper_changed",
]);

export class SigningScreen {
  #dialog = typedPart("sign-dialog", HTMLDialogElement);
  #take;
  /** What was on the screen: the same is not drawn anew under a finger. */
  #drawn = "";

  /** @param {(who: string) => void} take somebody says that it is their turn */
  constructor(take) {
    this.#take = take;
  }

  get open() {
    return this.#dialog.open;
  }

  show() {
    this.#drawn = "";
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }

  /** @param {Shown} shown */
  draw(shown) {
    const { step, text, at, many, href } = shown;
    const clause = text.clauses[at];
    this.#dialog.dataset["step"] = step;
    for (const each of this.#dialog.querySelectorAll("[data-step]")) {
      if (each instanceof HTMLElement) each.hidden = each.dataset["step"] !== step;
    }
    part("sign-title").textContent = title(shown, clause);
    const drawn = JSON.stringify({ ...shown, text: clause?.id });
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    part("sign-paper").hidden = part("sign-refuse").hidden = many > 0;
    part("sign-paper").setAttribute("href", href);
    if (step === "who") this.#drawPeople(shown);
    if (step === "read" && clause) drawClause(shown, clause);
    if (step === "hand") drawHand(shown);
    if (step === "done") drawDone(shown);
  }

  /** @param {Shown} shown */
  #drawPeople({ hands }) {
    const choices = hands.map(([seat, { name, person }]) =>
      button(name, () => this.#take(seat), { class: "wide", testid: "sign-who", data: { person } }),
    );
    part("sign-people").replaceChildren(...choices);
  }

  /** @param {string} words empty: nothing is wrong any more */
  complain(words) {
    part("sign-trouble").textContent = words;
    part("sign-trouble").hidden = words === "";
  }
}

/**
 * Why something was not taken, in words.
 * @param {Step} step
 * @param {string} code
 * @param {Params} [params]
 */
export function why(step, code, params = {}) {
  if (code === "strokes_unfit") return t(`sign.fault_${params["fault"] === "too_small" ? "too_small" : "other"}`);
  if (code === "offline") return t(step === "hand" ? "sign.offline" : "error.offline");
  return OWN_WORDS.has(code) ? t(`sign.${code}`) : explain(code, params);
}

/**
 * @param {Shown} shown
 * @param {Clause | undefined} clause
 */
function title({ step, paper, at, text, who }, clause) {
  if (step === "read" && clause) {
    return ofKind(paper, "sign.clause", "sign.clause_paper", { number: at + 1, count: text.clauses.length });
  }
  return t(`sign.title_${step}`, { name: paper.signers[who]?.name ?? "" });
}

/**
 * @param {Shown} shown
 * @param {Clause} clause
 */
function drawClause({ paper, text, at, who, busy }, clause) {
  const read = paper.signers[who]?.read ?? [];
  part("sign-text").dataset["clause"] = clause.id;
  part("sign-text").replaceChildren(...written(clause));
  part("sign-progress").setAttribute("max", String(text.clauses.length));
  part("sign-progress").setAttribute("value", String(read.length));
  typedPart("sign-before", HTMLButtonElement).disabled = at === 0;
  part("sign-before").textContent = ofKind(paper, "sign.before", "sign.before_paper");
  part("sign-confirm").textContent = read.includes(clause.id)
    ? ofKind(paper, "sign.next", "sign.next_paper")
    : ofKind(paper, "sign.confirm", "sign.confirm_paper");
  typedPart("sign-confirm", HTMLButtonElement).disabled = busy;
  part("sign-listen").hidden = !globalThis.speechSynthesis;
}

/** @param {Shown} shown */
function drawHand({ paper, text, who, busy, coded }) {
  const signer = paper.signers[who];
  part("sign-consent").textContent = inBlock(text.consent);
  part("sign-code-field").hidden = !coded;
  typedPart("sign-code", HTMLInputElement).required = coded;
  part("sign-again").hidden = signer !== undefined && hosts(signer);
  typedPart("sign-submit", HTMLButtonElement).disabled = busy;
  part("sign-submit").textContent = t(busy ? "sign.submitting" : "sign.submit");
}

/** @param {Shown} shown */
function drawDone({ paper, many, hands }) {
  if (many > 0) {
    part("sign-thanks").textContent = t("sign.done_many", { count: many });
    part("sign-done").textContent = t("sign.close");
    return;
  }
  const names = outstanding(paper);
  const sealed = ofKind(paper, "sign.done_sealed", "sign.done_sealed_paper");
  const waits = t(names.length > 0 ? "sign.done_left" : "sign.done_sealing", { names: names.join(t("agreement.and")) });
  part("sign-thanks").textContent = paper.state === "sealed" ? sealed : waits;
  part("sign-done").textContent = t(hands.length > 0 ? "sign.next_person" : "sign.close");
}

/**
 * Other papers have parts and say what is so; only an agreement has clauses, and is agreed to.
 * @param {Paper} paper
 * @param {string} agreement
 * @param {string} other
 * @param {Params} [params]
 */
function ofKind(paper, agreement, other, params = {}) {
  return t(kindOf(paper) === "agreement" ? agreement : other, params);
}
