/**
 * A paper goes out to somebody: to be signed on another device, or as a copy of what is sealed. By a message, as a picture
 * and a link to hand over, or printed. What goes out is shown once.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../../protocol.js").Params} Params
 */

import { el, part, typedPart } from "../../elements.js";
import { explain, t } from "../../words.js";
import { ofDate } from "../clock.js";
import { ask } from "./http.js";

const LOOK_MS = 2_000;
const ENDED = new Set(["delivered", "failed"]);

/** @type {Handing | null} */
let one = null;

/**
 * The page's only one.
 * @param {string} seat mine
 */
export function handing(seat) {
  one ??= new Handing(seat);
  return one;
}

export class Handing {
  #seat;
  #dialog = typedPart("hand-dialog", HTMLDialogElement);
  #number = typedPart("hand-number", HTMLInputElement);
  #paper = "";
  #who = "";
  #copy = false;
  #busy = false;
  /** The message that is followed. */
  #message = "";

  /** @param {string} seat mine */
  constructor(seat) {
    this.#seat = seat;
    const acts = {
      "hand-message": () => void this.#send("message"),
      "hand-qr": () => void this.#send("qr"),
      "hand-print": () => void this.#send("print"),
      "hand-code": () => void this.#code(),
      "hand-revoke": () => void this.#revoke(),
      "hand-copy": () => void this.#copied(),
      "hand-close": () => this.#dialog.close(),
    };
    for (const [name, act] of Object.entries(acts)) part(name).addEventListener("click", act);
    // What was shown once is gone with it.
    this.#dialog.addEventListener("close", () => this.#clear());
  }

  /**
   * @param {string} paperId
   * @param {Paper} paper
   * @param {string} who
   * @param {boolean} host whether it is a host who hands it out
   */
  async open(paperId, paper, who, host) {
    [this.#paper, this.#who, this.#copy] = [paperId, who, paper.state === "sealed"];
    this.#clear();
    const name = paper.signers[who]?.name ?? "";
    part("hand-title").textContent = t(this.#copy ? "hand.title_copy" : host ? "hand.title_sign" : "hand.title_own", { name });
    part("hand-text").textContent = t(this.#copy ? "hand.text_copy" : "hand.text_sign", { until: ofDate(paper.until) });
    for (const each of ["hand-code", "hand-revoke"]) part(each).hidden = !host;
    part("hand-print").hidden = !host || !this.#copy;
    part("hand-by-message").hidden = true;
    part("hand-no-messages").hidden = true;
    this.#dialog.showModal();
    if (!host) return;
    const reply = await ask(`${this.#base}/reach/${who}`);
    if ("code" in reply) return this.#complain(reply.code, reply.params);
    part("hand-by-message").hidden = !reply.value.sends;
    part("hand-no-messages").hidden = reply.value.sends;
    part("hand-known").textContent = reply.value.ending ? t("hand.known", { ending: reply.value.ending }) : t("hand.unknown");
  }

  get #base() {
    return `/room/${this.#seat}/papers/${this.#paper}`;
  }

  /** @param {"message" | "qr" | "print"} how */
  async #send(how) {
    const number = how === "message" ? this.#number.value.trim() : "";
    const body = { who: this.#who, how, ...(number ? { number } : {}) };
    const value = await this.#ask(this.#copy ? "send" : "links", body);
    if (value === null) return;
    if (how === "print") {
      // Opened by the same press would be refused by some browsers after the wait: a link to press.
      this.#tell(t("hand.print_done"));
      part("hand-print-open").setAttribute("href", `${this.#base}.pdf`);
      part("hand-print-open").hidden = false;
      return;
    }
    if (how === "message") return this.#follow(String(value.message));
    const picture = el("img", { attributes: { src: value.qr, alt: t("hand.qr_alt") }, testid: "hand-picture" });
    part("hand-qr-place").replaceChildren(picture);
    part("hand-link").textContent = value.link;
    part("hand-expires").textContent = t("hand.expires", { time: ofDate(value.expires) });
    part("hand-shown").hidden = false;
    part("hand-shown").scrollIntoView({ block: "nearest" });
  }

  async #code() {
    const value = await this.#ask("codes", { who: this.#who });
    if (value === null) return;
    part("hand-digits").textContent = value.code;
    part("hand-told").hidden = false;
  }

  async #revoke() {
    if ((await this.#ask("links/revoke", { who: this.#who })) === null) return;
    part("hand-shown").hidden = true;
    this.#tell(t("hand.revoked"));
  }

  /**
   * Until the gateway has it, or tells what became of it.
   * @param {string} id
   */
  async #follow(id) {
    this.#message = id;
    this.#tell(t("hand.message_queued"));
    while (this.#message === id && this.#dialog.open) {
      const reply = await ask(`/room/${this.#seat}/messages/${id}`);
      if (this.#message !== id) return;
      if (!("code" in reply)) this.#tell(t(`hand.message_${reply.value.state}`));
      if (!("code" in reply) && ENDED.has(reply.value.state)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async #copied() {
    try {
      await navigator.clipboard.writeText(part("hand-link").textContent ?? "");
      this.#tell(t("hand.copied"));
    } catch {
      // Denied, or no encrypted address: what is marked can be copied by hand.
      getSelection()?.selectAllChildren(part("hand-link"));
    }
  }

  /**
   * @param {string} what
   * @param {object} body
   * @returns {Promise<any>} null: refused, and why stands in the dialog
   */
  async #ask(what, body) {
    if (this.#busy) return null;
    this.#occupy(true);
    const reply = await ask(`${this.#base}/${what}`, body);
    this.#occupy(false);
    if ("code" in reply) {
      this.#complain(reply.code, reply.params);
      if (reply.code.startsWith("number_")) this.#number.focus();
      return null;
    }
    this.#complain("");
    return reply.value;
  }

  /** @param {boolean} busy */
  #occupy(busy) {
    this.#busy = busy;
    for (const each of this.#dialog.querySelectorAll("button")) each.disabled = busy;
  }

  #clear() {
    this.#message = "";
    this.#number.value = "";
    for (const each of ["hand-link", "hand-digits", "hand-state", "hand-known"]) part(each).textContent = "";
    part("hand-qr-place").replaceChildren();
    for (const each of ["hand-shown", "hand-told", "hand-print-open", "hand-state"]) part(each).hidden = true;
    this.#complain("");
  }

  /** @param {string} words */
  #tell(words) {
    part("hand-state").textContent = words;
    part("hand-state").hidden = false;
  }

  /**
   * @param {string} code empty: nothing is wrong any more
   * @param {Params} [params]
   */
  #complain(code, params = {}) {
    part("hand-trouble").textContent = code === "" ? "" : explain(code, params);
    part("hand-trouble").hidden = code === "";
  }
}
