/**
 * The room's papers at a desk: how it may end, what can be made, and who has signed what. It stays on the page when the
 * session is over, for papers are made and signed then too.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../../protocol.js").OfferedDocument} Offer
 * @typedef {import("../controls.js").Do} Do
 */

import { button, el, labelled, part, typedPart } from "../../elements.js";
import { explain, t } from "../../words.js";
import { giving } from "./giving.js";
import { handing } from "../agreement/handing.js";
import { ask } from "../agreement/http.js";
import { links, signers } from "../documents/paper.js";
import { Issuing } from "../documents/issuing.js";
import { kindOf, title } from "../documents/kinds.js";
import { following, row } from "../documents/next.js";
import { Possible } from "../documents/offered.js";
import { ofDate } from "../clock.js";
import { noticeRefusal } from "../notices.js";
import { Rows } from "../rows.js";

/** Papers with which it ends. */
const ENDINGS = new Set(["failure"]);
/** What is told where its agreement is. */
const OF_AN_AGREEMENT = new Set([
  "arbitration_review",
  "judicial_confirmation",
  "payment_order",
  "direct_suit",
  "arbitration",
  "inspection",
]);
const LIVE = new Set(["frozen", "signing"]);
const SETTLED = new Set(["already_issued", "agreed"]);

/** @typedef {Pick<View, "me" | "session"> & Partial<Pick<View, "papers" | "settlements" | "minutes">>} Seen */

export class Documents {
  #do;
  #seat;
  #possible;
  #issuing;
  #papers = new Rows(part("documents-papers"));
  /** Only hosts interrupt a session. @type {HTMLFormElement | null} */
  #adjourning = document.querySelector("form[data-testid=adjourn-form]");
  /** @type {Seen | null} */
  #view = null;

  /**
   * @param {Do} act
   * @param {string} seat mine
   */
  constructor(act, seat) {
    this.#do = act;
    this.#seat = seat;
    this.#possible = new Possible(seat, () => this.#draw());
    this.#issuing = new Issuing(this.#possible, () => this.#possible.soon());
    this.#adjourning?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#adjourn();
    });
  }

  /** @param {Seen} view */
  render(view) {
    const before = this.#view;
    this.#view = view;
    const same = before?.papers === view.papers && before?.settlements === view.settlements && before?.minutes === view.minutes;
    if (same && before?.session.state === view.session.state) return;
    this.#possible.soon();
    this.#draw();
  }

  /** The session is over: it stands below what is said of that. */
  stay() {
    const papers = part("documents");
    papers.hidden = false;
    papers.removeAttribute("role");
    part("bye").append(papers);
  }

  #draw() {
    const view = this.#view;
    if (view === null) return;
    const papers = Object.entries(view.papers ?? {});
    part("documents-none").hidden = papers.length > 0;
    this.#papers.render(
      papers.map(([id, paper]) => {
        const agreement = this.#agreement(id);
        const key = JSON.stringify([paper, agreement, agreement && this.#possible.now.documents]);
        return { id, key, make: () => this.#paper(id, paper) };
      }),
    );
    this.#drawOffers(view);
  }

  /** @param {Seen} view */
  #drawOffers({ session }) {
    if (this.#adjourning) this.#adjourning.hidden = session.state !== "open";
    const offers = this.#possible.now.documents.filter((offer) => !OF_AN_AGREEMENT.has(offer.kind) && !settled(offer));
    const open = (/** @type {Offer} */ offer) => this.#issuing.open(offer);
    const rows = (/** @type {Offer[]} */ some) => some.map((offer) => row(offer, open));
    const endings = offers.filter(({ kind }) => ENDINGS.has(kind));
    part("endings").hidden = endings.length === 0 && this.#adjourning?.hidden !== false;
    part("documents-ending").replaceChildren(...rows(endings));
    const more = offers.filter(({ kind }) => !ENDINGS.has(kind));
    part("documents-more").hidden = more.length === 0;
    part("documents-offered").replaceChildren(...rows(more));
  }

  /** @param {string} id */
  #agreement(id) {
    return this.#possible.now.agreements.find(({ paper }) => paper === id);
  }

  /**
   * @param {string} id
   * @param {Paper} paper
   */
  #paper(id, paper) {
    const { state, sealed, until, void: why } = paper;
    const when = state === "void" ? t("document.card_void", { reason: why?.reason ?? "" }) : sealed ? t("draft.sealed", { time: ofDate(sealed) }) : t("draft.until", { time: ofDate(until) });
    const agreement = this.#agreement(id);
    const hand = this.#view?.me.host ? handing(this.#seat) : null;
    const voidable = paper.document !== undefined && LIVE.has(state);
    const to = paper.to ? el("span", { class: "quiet", text: t("document.to", { names: paper.to.join(t("agreement.and")) }) }) : null;
    return el("li", { testid: "document-paper", data: { kind: kindOf(paper), state } }, [
      el("div", {}, [el("strong", { text: title(kindOf(paper)) }), " ", to]),
      el("p", { class: "quiet", text: when }),
      state === "void" ? null : signers(paper, (who) => giving(hand, id, paper, who)),
      el("div", { class: "ways" }, [
        ...links(this.#seat, id, paper),
      ]),
      voidable ? this.#voiding(paper.document ?? "") : null,
      agreement ? following(agreement, this.#possible.now.documents, (offer, about) => this.#issuing.open(offer, about)) : null,
    ]);
  }

  async #adjourn() {
    const field = typedPart("adjourn-until", HTMLInputElement);
    if (field.value === "") return this.#complain(t("document.adjourn_when"));
    const until = new Date(field.value);
    if (until <= new Date()) return this.#complain(t("document.adjourn_past"));
    const reply = await this.#do("adjourn", { until: until.toISOString() });
    noticeRefusal(reply);
    this.#complain("");
  }

  /** @param {string} id */
  #voiding(id) {
    const why = el("input", { testid: "document-void-reason", attributes: { maxlength: "200", dir: "auto" } });
    return el("details", {}, [
      el("summary", { text: t("document.void") }),
      labelled(t("document.void_reason"), why),
      button(t("document.void"), () => void this.#void(id, why.value.trim()), { class: "danger", testid: "document-void" }),
    ]);
  }

  /**
   * @param {string} id
   * @param {string} reason
   */
  async #void(id, reason) {
    if (reason === "") return this.#complain(t("document.void_why"));
    const reply = await ask(`/room/${this.#seat}/documents/${id}/void`, { reason });
    this.#complain("code" in reply ? explain(reply.code, reply.params) : "");
    this.#possible.soon();
  }

  /** @param {string} words empty: nothing is wrong any more */
  #complain(words) {
    part("documents-trouble").textContent = words;
    part("documents-trouble").hidden = words === "";
  }
}

/**
 * What there is already, or what the agreement has made needless: the papers themselves say it.
 * @param {Offer} offer
 */
function settled({ open, why = [] }) {
  return !open && why.some((code) => SETTLED.has(code));
}
