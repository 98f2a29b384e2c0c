/**
 * The agreements before one, a card each: read what is proposed, sign what waits, fetch what is sealed. Papers stay on the
 * page when the session is over.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Settlement} Settlement
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../controls.js").Do} Do
 */

import { button, el, part } from "../../elements.js";
import { t } from "../../words.js";
import { ofDate } from "../clock.js";
import { Rows } from "../rows.js";
import { ask } from "./http.js";
import { outstanding, waiting } from "./papers.js";
import { Proposal } from "./proposal.js";
import { Signing } from "./signing.js";
import { verifying } from "./verifying.js";

/**
 * @typedef {{id: string, settlement: Settlement | undefined, paper: Paper | undefined, paperId: string}} Offer
 */

/** How often the page looks after papers when no room tells it any more. */
const LOOK_MS = 10_000;
/** What is a message in the room, when it is over. @type {Record<string, string>} */
const PATHS = { confirm_clause: "confirm", refuse_paper: "refuse" };

export class Offers {
  #rows = new Rows(part("agreement-cards"));
  #proposal;
  #signing;
  #seat;
  /** @type {View | null} */
  #view = null;
  /** The version of each that was on the card when it was opened last. @type {Map<string, number>} */
  #read = new Map();
  #over = false;

  /**
   * @param {Do} act
   * @param {string} seat mine
   */
  constructor(act, seat) {
    this.#seat = seat;
    this.#proposal = new Proposal(act, () => this.#back());
    this.#signing = new Signing(
      (type, fields = {}) => (this.#over ? this.#post(type, fields) : act(type, fields)),
      seat,
      () => this.#over && void this.#look(),
    );
  }

  /** @param {View} view */
  render(view) {
    const before = this.#view;
    this.#view = view;
    this.#proposal.render(view);
    this.#signing.render(view);
    const same = before?.settlements === view.settlements && before?.papers === view.papers;
    if (same && before?.session.state === view.session.state) return;
    this.#draw();
  }

  /** The session is over: what is still to be signed, or to be fetched, stays on the page. */
  async stay() {
    if (this.#over) return;
    this.#over = true;
    part("bye").append(part("agreement-cards"));
    if (this.#view) this.#tell(this.#view.me, this.#view.papers ?? {});
    await this.#look();
    setInterval(() => void this.#look(), LOOK_MS);
  }

  async #look() {
    const reply = await ask(`/room/${this.#seat}/papers`);
    if ("code" in reply) return;
    this.#tell(reply.value.me, reply.value.papers);
  }

  /**
   * Of the room nothing is left but papers.
   * @param {View["me"]} me
   * @param {Record<string, Paper>} papers
   */
  #tell(me, papers) {
    if (Object.keys(papers).length > 0) part("bye-text").textContent = t("bye.papers.text");
    this.render(/** @type {any} */ ({ session: { state: "ended" }, groups: [], me, papers }));
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   */
  async #post(type, { paper, ...fields }) {
    const reply = await ask(`/room/${this.#seat}/papers/${paper}/${PATHS[type]}`, fields);
    await this.#look();
    return reply;
  }

  #draw() {
    const view = this.#view;
    if (view === null) return;
    const open = view.settlements?.[this.#proposal.shown];
    if (open) this.#read.set(this.#proposal.shown, open.version);
    const shown = offers(view).filter((offer) => this.#concerns(offer, view));
    this.#rows.render(
      shown.map((offer) => ({
        id: `${offer.id} ${offer.paperId}`,
        key: this.#key(offer, view),
        make: () => this.#card(offer, view),
      })),
    );
  }

  /**
   * Whoever hosts has all of it at the desk; what waits for their own hand is shown here too.
   * @param {Offer} offer
   * @param {View} view
   */
  #concerns({ settlement, paper }, view) {
    if (view.me.host) return paper !== undefined && waiting(paper, view.me).length > 0;
    return paper !== undefined || (settlement !== undefined && settlement.state !== "draft");
  }

  /**
   * @param {Offer} offer
   * @param {View} view
   */
  #key({ id, settlement, paper }, view) {
    const hands = paper ? waiting(paper, view.me).map(([seat]) => seat) : [];
    const left = paper ? outstanding(paper) : [];
    const read = this.#read.get(id) === settlement?.version;
    return JSON.stringify([settlement?.state, settlement?.version, paper?.state, hands, left, read]);
  }

  /**
   * @param {Offer} offer
   * @param {View} view
   */
  #card({ id, settlement, paper, paperId }, view) {
    const state = paper?.state ?? settlement?.state ?? "draft";
    const hands = paper ? waiting(paper, view.me) : [];
    const main = hands.length > 0 ? "sign" : state;
    // A host's agreement is the one at the desk.
    const testid = view.me.host ? "agreement-turn" : "agreement";
    return el("div", { class: "card offer", testid, data: { state } }, [
      el("div", {}, [el("h2", { text: t("agreement.title") }), el("p", { text: this.#words(main, settlement, paper) })]),
      el("div", { class: "ways" }, [
        hands.length > 0
          ? button(t("sign.open"), () => this.#signing.open(paperId), { class: "primary", testid: "sign-open" })
          : null,
        settlement ? this.#reader(id, settlement, hands.length === 0 && state === "proposed") : null,
        ...(paper ? links(this.#seat, paperId, paper) : []),
      ]),
    ]);
  }

  /**
   * @param {string} state
   * @param {Settlement} [settlement]
   * @param {Paper} [paper]
   */
  #words(state, settlement, paper) {
    const names = paper ? outstanding(paper).join(t("agreement.and")) : "";
    const until = paper ? ofDate(paper.until) : "";
    const reason = paper?.void?.reason ?? settlement?.void?.reason ?? "";
    const left = state === "signing" && names === "" ? "sealing" : state;
    return t(`agreement.card_${left}`, { names, until, reason, version: settlement?.version ?? "" });
  }

  /**
   * @param {string} id
   * @param {Settlement} settlement
   * @param {boolean} first
   */
  #reader(id, { version, state }, first) {
    const unread = state === "proposed" && this.#read.has(id) && this.#read.get(id) !== version;
    const open = () => {
      this.#read.set(id, version);
      if (this.#view) this.#proposal.open(id, this.#view);
      this.#draw();
    };
    const words = t(unread ? "agreement.read_change" : "agreement.read");
    return button(words, open, { class: first ? "primary" : "", testid: "agreement-read" });
  }

  /** The focus goes back to the card. */
  #back() {
    this.#draw();
    part("agreement-cards").querySelector("button")?.focus();
  }
}

/**
 * Every settlement, and of its papers each that one has.
 * @param {View} view
 * @returns {Offer[]}
 */
function offers({ settlements = {}, papers = {} }) {
  const known = Object.entries(papers).map(([paperId, paper]) => {
    return { id: paper.settlement, settlement: settlements[paper.settlement], paper, paperId };
  });
  const covered = new Set(known.map(({ id }) => id));
  const bare = Object.entries(settlements).filter(([id]) => !covered.has(id));
  return [...bare.map(([id, settlement]) => ({ id, settlement, paper: undefined, paperId: "" })), ...known];
}

/**
 * The document, while it waits to be looked at and when it holds to be kept; and where anybody may have it checked.
 * @param {string} seat
 * @param {string} id
 * @param {Paper} paper
 */
function links(seat, id, { state }) {
  const href = `/room/${seat}/papers/${id}.pdf`;
  if (state !== "sealed") {
    if (state === "void") return [];
    const attributes = { href, target: "_blank", rel: "noopener" };
    return [el("a", { class: "button", testid: "agreement-paper", text: t("sign.whole"), attributes })];
  }
  const attributes = { href, download: `${t("agreement.title")}.pdf` };
  return [
    el("a", { class: "button", testid: "agreement-download", text: t("agreement.download"), attributes }),
    verifying(),
  ];
}
