/**
 * A link to one paper: a code shows who opens it, then the paper is read, signed or refused, and fetched. The token stands
 * behind the address's #; it goes to the server in the body of a question, and nowhere else.
 *
 * @typedef {import("./protocol.js").SettlementPaper} Paper
 * @typedef {import("./protocol.js").View} View
 * @typedef {import("./protocol.js").Reply} Reply
 * @typedef {{kind: "sign" | "copy", seat: string, paper: string, name: string, expires: string, inside: boolean, messages: boolean}} Lead
 * @typedef {"wait" | "closed" | "code" | "inside"} Place
 */

import { button, el, part, typedPart } from "./elements.js";
import { define } from "./components/define.js";
import { Listen } from "./components/listen.js";
import { ask } from "./room/agreement/http.js";
import { outstanding, waiting } from "./room/agreement/papers.js";
import { Signing } from "./room/agreement/signing.js";
import { verifying } from "./room/agreement/verifying.js";
import { ofDate } from "./room/clock.js";
import { Rows } from "./room/rows.js";
import { started } from "./started.js";
import { explain, load, t } from "./words.js";

const LOOK_MS = 10_000;
/** What is a message in the room. @type {Record<string, string>} */
const PATHS = { confirm_clause: "confirm", refuse_paper: "refuse" };
/** After these the link opens nothing, however often it is tried. */
const OVER = new Set(["link_invalid", "link_revoked", "link_expired", "paper_void"]);

class Page {
  #token = location.hash.slice(1);
  /** @type {Lead | null} */
  #lead = null;
  /** @type {Signing | null} */
  #signing = null;
  #rows = new Rows(part("paper-cards"));
  #code = typedPart("paper-code", HTMLInputElement);
  #busy = false;

  constructor() {
    typedPart("paper-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#open();
    });
    part("paper-send-code").addEventListener("click", () => void this.#sendCode());
    part("paper-again").addEventListener("click", () => void this.look());
    part("paper-leave").addEventListener("click", () => void this.#leave());
    // A second link, opened in the same tab: only what stands behind the # is new.
    addEventListener("hashchange", () => location.reload());
    const language = typedPart("paper-language", HTMLAnchorElement);
    language.href += location.hash;
    setInterval(() => void this.#follow(), LOOK_MS);
  }

  async look() {
    if (this.#token === "") return this.#closed(t("paper.no_token"), false);
    const reply = await ask("/paper/look", { token: this.#token });
    if ("code" in reply) return this.#lost(reply.code, reply.params);
    this.#lead = reply.value;
    part("paper-hello").textContent = t("paper.hello", { name: reply.value.name });
    if (reply.value.inside) return this.#enter();
    this.#asked();
  }

  /** The code is asked for. */
  #asked() {
    const lead = this.#lead;
    if (lead === null) return;
    part("paper-lead").textContent = t(`paper.lead_${lead.kind}`);
    part("paper-until").textContent = t("paper.until", { time: ofDate(lead.expires) });
    part("paper-send-code").hidden = !lead.messages;
    part("paper-code-told").textContent = lead.messages ? "" : t("paper.code_by_host");
    this.#show("code", t(`paper.head_${lead.kind}`));
  }

  async #sendCode() {
    if (this.#busy) return;
    this.#occupy(true);
    const reply = await ask("/paper/code", { token: this.#token });
    this.#occupy(false);
    if ("code" in reply) return this.#refused(reply.code, reply.params);
    this.#complain("");
    part("paper-code-told").textContent = t("paper.code_sent", { ending: reply.value.ending });
    this.#code.focus();
  }

  async #open() {
    if (this.#busy) return;
    const code = this.#code.value.trim();
    if (code === "") {
      this.#complain(t("paper.code_needed"));
      return this.#code.focus();
    }
    this.#occupy(true);
    const reply = await ask("/paper/open", { token: this.#token, code });
    this.#occupy(false);
    if ("code" in reply) return this.#refused(reply.code, reply.params);
    this.#code.value = "";
    this.#complain("");
    await this.#enter();
  }

  /** It is this person; what they have is fetched. */
  async #enter() {
    const lead = this.#lead;
    if (lead === null) return;
    if (this.#signing === null && lead.kind === "sign") this.#signing = this.#signer(lead);
    this.#show("inside", t(`paper.head_inside_${lead.kind}`));
    await this.#follow();
  }

  /** @param {Lead} lead */
  #signer(lead) {
    const send = typedPart("sign-send-code", HTMLButtonElement);
    send.hidden = !lead.messages;
    send.addEventListener("click", () => void this.#sendCodeToSign());
    return new Signing((type, fields = {}) => this.#post(type, fields), lead.seat, () => void this.#follow(), `/paper/${lead.seat}`);
  }

  async #sendCodeToSign() {
    const told = part("sign-code-told");
    const reply = await ask("/paper/code", { token: this.#token });
    told.textContent = "code" in reply ? this.#words(reply.code, reply.params) : t("paper.code_sent", { ending: reply.value.ending });
    part("sign-code").focus();
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   * @returns {Promise<Reply>}
   */
  async #post(type, { paper, ...fields }) {
    const reply = await ask(`/paper/${this.#lead?.seat}/papers/${paper}/${PATHS[type]}`, fields);
    await this.#follow();
    return reply;
  }

  /** A borrowed phone goes back: it is let in no more, and nothing on it leads here. */
  async #leave() {
    const lead = this.#lead;
    if (lead === null) return;
    const reply = await ask(`/paper/${lead.seat}/papers/${lead.paper}/leave`, {});
    if ("code" in reply) return this.#lost(reply.code, reply.params);
    this.#lead = null;
    this.#token = "";
    history.replaceState(null, "", location.pathname + location.search);
    typedPart("paper-language", HTMLAnchorElement).hash = "";
    part("paper-cards").replaceChildren();
    part("paper-hello").textContent = "";
    this.#closed(t("paper.left"), false, t("paper.head_left"));
  }

  /** How far the paper is now. */
  async #follow() {
    const lead = this.#lead;
    if (lead === null || document.documentElement.dataset["at"] !== "inside") return;
    const reply = await ask(`/paper/${lead.seat}/papers/${lead.paper}`);
    if ("code" in reply) return this.#left(reply.code, reply.params);
    const { me, papers } = reply.value;
    const view = /** @type {View} */ (/** @type {unknown} */ ({ session: { state: "ended" }, groups: [], me, papers }));
    this.#signing?.render(view);
    const paper = papers[lead.paper];
    const key = JSON.stringify([paper.state, paper.signers]);
    part("paper-head").textContent = t(`paper.head_inside_${turn(lead, view, paper) ? "sign" : "copy"}`);
    this.#rows.render([{ id: lead.paper, key, make: () => this.#card(lead, view, paper) }]);
  }

  /**
   * @param {Lead} lead
   * @param {View} view
   * @param {Paper} paper
   */
  #card(lead, view, paper) {
    const hand = turn(lead, view, paper);
    const state = hand ? "sign" : paper.state;
    return el("section", { class: "card offer", testid: "paper-card", data: { state: paper.state } }, [
      el("p", { text: this.#told(lead, paper, state) }),
      el("div", { class: "ways" }, [
        hand ? button(t("sign.open"), () => this.#signing?.open(lead.paper), { class: "primary wide", testid: "sign-open" }) : null,
        ...this.#files(lead, paper),
      ]),
    ]);
  }

  /**
   * @param {Lead} lead
   * @param {Paper} paper
   * @param {string} state
   */
  #told(lead, paper, state) {
    if (lead.kind === "copy") return t("paper.copy_text");
    const names = outstanding(paper);
    const signed = paper.signers[lead.seat]?.signed !== undefined;
    if (state === "signing" && signed) {
      const rest = t(`agreement.card_${names.length > 0 ? "signing" : "sealing"}`, { names: names.join(t("agreement.and")), until: ofDate(paper.until) });
      return `${t("paper.signed_already")} ${rest}`;
    }
    if (state !== "sign" && !signed && late(paper) && paper.state !== "void") return t("paper.late");
    return t(`agreement.card_${state}`, { names: names.join(t("agreement.and")), until: ofDate(paper.until), reason: paper.void?.reason ?? "" });
  }

  /**
   * @param {Lead} lead
   * @param {Paper} paper
   */
  #files(lead, paper) {
    if (paper.state === "void") return [];
    const href = `/paper/${lead.seat}/papers/${lead.paper}.pdf`;
    const look = { href, target: "_blank", rel: "noopener" };
    const view = el("a", { class: "button", testid: "paper-view", text: t("paper.view"), attributes: look });
    if (paper.state !== "sealed") return [view];
    const keep = { href, download: `${t("agreement.title")}.pdf` };
    const first = lead.kind === "copy" ? "button primary" : "button";
    return [el("a", { class: first, testid: "paper-save", text: t("paper.save"), attributes: keep }), view, verifying()];
  }

  /**
   * This device is let in no more, or the link leads nowhere now.
   * @param {string} code
   * @param {import("./protocol.js").Params} params
   */
  #left(code, params) {
    if (code === "offline") return;
    if (code !== "not_signed_in") return this.#lost(code, params);
    typedPart("sign-dialog", HTMLDialogElement).close();
    this.#asked();
    this.#complain(t("paper.open_other"));
  }

  /**
   * @param {string} code
   * @param {import("./protocol.js").Params} params
   */
  #lost(code, params) {
    typedPart("sign-dialog", HTMLDialogElement).close();
    this.#closed(this.#words(code, params), !OVER.has(code));
  }

  /**
   * @param {string} words
   * @param {boolean} again whether it may go better another time
   */
  #closed(words, again, head = t("paper.head_closed")) {
    part("paper-why").textContent = words;
    part("paper-again").hidden = !again;
    this.#show("closed", head);
  }

  /**
   * Of a try that did not succeed: what it was, or that there is nothing to try any more.
   * @param {string} code
   * @param {import("./protocol.js").Params} params
   */
  #refused(code, params) {
    if (OVER.has(code)) return this.#lost(code, params);
    this.#complain(this.#words(code, params));
    this.#code.select();
  }

  /**
   * @param {string} code
   * @param {import("./protocol.js").Params} params
   */
  #words(code, params) {
    if (code === "offline") return t("paper.offline");
    if (code === "too_many" && params["retry_after"]) return t("paper.code_soon", { seconds: params["retry_after"] });
    return explain(code, params);
  }

  /** @param {string} words empty: nothing is wrong any more */
  #complain(words) {
    part("paper-problem").textContent = words;
    part("paper-problem").hidden = words === "";
  }

  /** @param {boolean} busy */
  #occupy(busy) {
    this.#busy = busy;
    typedPart("paper-open", HTMLButtonElement).disabled = busy;
    typedPart("paper-send-code", HTMLButtonElement).disabled = busy;
    part("paper-open").textContent = t(busy ? "paper.opening" : "paper.open");
  }

  /**
   * @param {Place} place
   * @param {string} head
   */
  #show(place, head) {
    const before = document.documentElement.dataset["at"];
    document.documentElement.dataset["at"] = place;
    part("paper-page").dataset["state"] = place;
    for (const each of document.querySelectorAll("[data-at]")) {
      if (each instanceof HTMLElement && each !== document.documentElement) each.hidden = each.dataset["at"] !== place;
    }
    part("paper-head").textContent = head;
    if (before !== undefined && before !== place) part("paper-head").focus();
  }
}

/**
 * Whether it waits for this person's hand.
 * @param {Lead} lead
 * @param {View} view
 * @param {Paper} paper
 */
function turn(lead, view, paper) {
  return lead.kind === "sign" && waiting(paper, view.me).length > 0 && !late(paper);
}

/** @param {Paper} paper */
function late(paper) {
  return Date.parse(paper.until) < Date.now();
}

load(document);
define({ "yt-listen": Listen });
const page = new Page();
started();
void page.look();
