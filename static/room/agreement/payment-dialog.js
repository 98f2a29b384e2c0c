/**
 * Saying something of a payment, one step a screen. That money has arrived is said in two steps: first what one has seen
 * in one's own bank's message, then what follows from saying so.
 *
 * @typedef {import("../../protocol.js").Reply<any>} Reply
 * @typedef {import("./performance.js").Row} Row
 * @typedef {import("./performance.js").Claim} Claim
 * @typedef {import("./performance.js").Receipt} Receipt
 * @typedef {"receive" | "pay" | "deny" | "withdraw"} What
 * @typedef {{what: What, row: Row, paperId: string, claim?: Claim, entry?: Claim | Receipt}} Purpose
 * @typedef {"fill" | "sure" | "why" | "done"} Step
 */

import { part, typedPart } from "../../elements.js";
import { explain, t } from "../../words.js";
import { dayInWords, now } from "../clock.js";
import { ask } from "./http.js";
import { amountOf, beyond, today } from "./performance.js";

export class PaymentDialog {
  #said;
  #dialog = typedPart("payment-dialog", HTMLDialogElement);
  #amount = typedPart("payment-amount", HTMLInputElement);
  #day = typedPart("payment-day", HTMLInputElement);
  #way = typedPart("payment-way", HTMLSelectElement);
  #reference = typedPart("payment-reference", HTMLInputElement);
  #reason = typedPart("payment-reason", HTMLTextAreaElement);
  /** @type {Purpose | null} */
  #purpose = null;
  /** Of one saying, however often it is sent. */
  #key = "";
  #busy = false;

  /** @param {() => void} said something was said */
  constructor(said) {
    this.#said = said;
    part("payment-close").addEventListener("click", () => this.#dialog.close());
    part("payment-back").addEventListener("click", () => this.#go("fill"));
    part("payment-sure").addEventListener("click", () => void this.#send());
    part("payment-done").addEventListener("click", () => this.#dialog.close());
    typedPart("payment-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#filled();
    });
    typedPart("payment-why", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#reason.value.trim() === "") return this.#complain(explain("reason_needed"));
      void this.#send();
    });
  }

  /** @param {Purpose} purpose */
  open(purpose) {
    const { what, row, claim } = purpose;
    this.#purpose = purpose;
    this.#key = crypto.randomUUID();
    this.#dialog.dataset["what"] = what;
    part("payment-title").textContent = t(`payment.title_${what}`);
    part("payment-lead").textContent = t(what === "receive" ? "payment.lead_receive" : "payment.lead_pay");
    part("payment-look").hidden = what !== "receive";
    part("payment-reference-field").hidden = what !== "pay";
    part("payment-next").textContent = t(what === "receive" ? "payment.next" : "payment.send_pay");
    this.#amount.value = claim?.amount ?? (what === "receive" ? "" : row.left);
    this.#day.max = today(now());
    this.#day.value = claim?.day ?? today(now());
    this.#way.value = claim?.way ?? "bank";
    this.#reference.value = this.#reason.value = "";
    part("payment-why-lead").textContent = t(what === "deny" ? "payment.why_deny" : "payment.why_withdraw");
    part("payment-why-send").textContent = t(what === "deny" ? "payment.send_deny" : "payment.send_withdraw");
    this.#go(what === "deny" || what === "withdraw" ? "why" : "fill");
    if (!this.#dialog.open) this.#dialog.showModal();
    part("payment-title").focus();
  }

  /** @param {Step} step */
  #go(step) {
    this.#complain("");
    this.#dialog.dataset["step"] = step;
    for (const each of this.#dialog.querySelectorAll("[data-step]")) {
      if (each instanceof HTMLElement) each.hidden = each.dataset["step"] !== step;
    }
  }

  #filled() {
    const purpose = this.#purpose;
    const amount = amountOf(this.#amount.value);
    if (purpose === null) return;
    if (amount === null) return this.#complain(explain("amount_unfit"), this.#amount);
    if (this.#day.value === "") return this.#complain(t("payment.day_needed"), this.#day);
    if (purpose.what !== "receive") return void this.#send();
    const more = beyond(amount, purpose.row.left);
    part("payment-sum").textContent = t("payment.amount", { amount });
    part("payment-sure-text").textContent = t("payment.sure", { amount, day: dayInWords(this.#day.value) });
    part("payment-more").hidden = more === null;
    part("payment-more").textContent = t("payment.more", { left: purpose.row.left, more: more ?? "" });
    this.#go("sure");
    part("payment-sum").focus();
  }

  /** @param {Purpose} purpose */
  #words({ what, row, claim, entry }) {
    if (what === "deny") return { say: what, claim: claim?.id, reason: this.#reason.value.trim() };
    if (what === "withdraw") return { say: what, entry: entry?.id, reason: this.#reason.value.trim() };
    const about = {
      payment: row.payment,
      part: row.part,
      amount: amountOf(this.#amount.value),
      day: this.#day.value,
      way: this.#way.value,
    };
    if (what === "pay") return { say: "claim", ...about, reference: this.#reference.value.trim() };
    return { say: "confirm", ...about, checked: true, ...(claim ? { claim: claim.id } : {}) };
  }

  async #send() {
    const purpose = this.#purpose;
    if (this.#busy || purpose === null) return;
    const seat = purpose.row.mine?.seat ?? "";
    this.#occupy(true);
    const path = `/room/${seat}/papers/${purpose.paperId}/payments`;
    const reply = await ask(path, { key: this.#key, ...this.#words(purpose) });
    this.#occupy(false);
    if ("code" in reply) return this.#refused(reply.code, reply.params);
    part("payment-thanks").textContent = t(`payment.done_${purpose.what}`);
    this.#go("done");
    part("payment-done").focus();
    this.#said();
  }

  /**
   * @param {string} code
   * @param {import("../../protocol.js").Params} params
   */
  #refused(code, params) {
    // The same words under the same key have the same answer; others are another saying.
    this.#key = code === "offline" || code === "busy" ? this.#key : crypto.randomUUID();
    if (this.#dialog.dataset["step"] === "sure") this.#go("fill");
    this.#complain(explain(code, params));
  }

  /** @param {boolean} on */
  #occupy(on) {
    this.#busy = on;
    for (const name of ["payment-next", "payment-sure", "payment-why-send"]) {
      typedPart(name, HTMLButtonElement).disabled = on;
    }
  }

  /**
   * @param {string} words empty: nothing is wrong any more
   * @param {HTMLElement} [field] where
   */
  #complain(words, field) {
    part("payment-trouble").textContent = words;
    part("payment-trouble").hidden = words === "";
    field?.focus();
  }
}
