/**
 * The agreements and other papers before one, a card each: read what is proposed, sign what waits, fetch what is sealed,
 * see what can be done next. Papers stay on the page when the session is over.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Settlement} Settlement
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../controls.js").Do} Do
 * @typedef {Pick<View, "me" | "session"> & {papers: Record<string, Paper>}} Left what is left of the room when it is over
 */

import { button, el, part } from "../../elements.js";
import { t } from "../../words.js";
import { ofDate } from "../clock.js";
import { Issuing } from "../documents/issuing.js";
import { kindOf, title } from "../documents/kinds.js";
import { failed, following } from "../documents/next.js";
import { Possible } from "../documents/offered.js";
import { links } from "../documents/paper.js";
import { Rows } from "../rows.js";
import { handing } from "./handing.js";
import { ask } from "./http.js";
import { groups, mine, owner } from "./many.js";
import { goesOut, here, outstanding, waiting } from "./papers.js";
import { PaymentDialog } from "./payment-dialog.js";
import { payments, shows } from "./payments.js";
import { Proposal } from "./proposal.js";
import { Signing } from "./signing.js";
import { look, stampable, stamping } from "./stamping.js";

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
  #paying = new PaymentDialog(() => this.#over && void this.#look());
  #hand;
  #seat;
  /** @type {View | null} */
  #view = null;
  /** The version of each that was on the card when it was opened last. @type {Map<string, number>} */
  #read = new Map();
  #over = false;
  #left;
  #possible;
  #issuing;

  /**
   * @param {Do} act
   * @param {string} seat mine
   * @param {(left: Left) => void} left is told what is left when the session is over
   */
  constructor(act, seat, left) {
    this.#seat = seat;
    this.#hand = handing(seat);
    this.#left = left;
    this.#possible = new Possible(seat, () => this.#draw());
    this.#issuing = new Issuing(this.#possible, () => this.#over && void this.#look());
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
    if (this.#follows(view)) this.#possible.soon();
    this.#draw();
  }

  /**
   * Whether there may be a next step: whoever hosts has it at the desk.
   * @param {View} view
   */
  #follows({ me, papers = {} }) {
    return !me.host && Object.values(papers).some(({ state }) => state === "sealed");
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
    const left = /** @type {any} */ ({ session: { state: "ended" }, groups: [], me, papers });
    this.render(left);
    this.#left(left);
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
    const many = groups(view);
    const shown = offers(view).filter((offer) => !many.has(offer.id) && this.#concerns(offer, view));
    const cards = shown.map((offer) => ({
      id: `${offer.id} ${offer.paperId}`,
      key: JSON.stringify([this.#key(offer, view), this.#next(offer.paperId)]),
      make: () => this.#card(offer, view),
    }));
    this.#rows.render([...[...many].flatMap(([id, entries]) => this.#groupRow(id, entries, view)), ...cards]);
  }

  /**
   * All papers of a group's settlement that one signs, on one card. Whoever hosts has the rest at the desk.
   * @param {string} id
   * @param {[string, Paper][]} entries
   * @param {View} view
   */
  #groupRow(id, entries, view) {
    const ids = mine(entries, view.me);
    if (view.me.host && ids.length === 0) return [];
    const sealed = entries.filter(([, { state }]) => state === "sealed").length;
    const key = JSON.stringify([ids, entries.map(([paperId, { state }]) => [state, this.#next(paperId)])]);
    return [{ id: `group ${id}`, key, make: () => this.#group(id, entries, ids, sealed, view) }];
  }

  /**
   * @param {string} id
   * @param {[string, Paper][]} entries
   * @param {string[]} ids those that wait for one's hand
   * @param {number} sealed
   * @param {View} view
   */
  #group(id, entries, ids, sealed, view) {
    const settlement = view.settlements?.[id];
    const [, first] = entries[0] ?? [];
    const state = sealed === entries.length ? "sealed" : (settlement?.state ?? first?.state ?? "signing");
    const key = ids.length > 0 ? "sign" : state === "sealed" || state === "void" ? state : "wait";
    const words = t(`agreement.group_${key}`, { count: entries.length, left: ids.length, sealed, until: ofDate(first?.until ?? "") });
    const sign = () => this.#signing.openMany({ settlement: id, ids });
    const list = entries.map(([paperId, paper]) => {
      const { agreement, documents = [] } = this.#next(paperId);
      const next = agreement ? following(agreement, documents, (offer, about) => this.#issuing.open(offer, about)) : null;
      const name = el("span", { text: paper.worker?.name ?? owner(paper)?.name ?? "" });
      return el("li", {}, [name, ...links(this.#seat, paperId, paper), next]);
    });
    return el("div", { class: "card offer", testid: view.me.host ? "agreement-turn" : "agreement", data: { state, group: id } }, [
      el("div", {}, [el("h2", { text: t("agreement.title") }), el("p", { text: words })]),
      el("div", { class: "ways" }, [
        ids.length > 0 ? button(t("sign.open_many", { count: ids.length }), sign, { class: "primary", testid: "sign-open" }) : null,
        settlement ? this.#reader(id, settlement, false) : null,
      ]),
      view.me.host
        ? null
        : el("details", { testid: "agreement-all" }, [el("summary", { text: t("agreement.group_papers") }), el("ul", { class: "own" }, list)]),
    ]);
  }

  /**
   * Whoever hosts has all of it at the desk; what waits for their own hand is shown here too, and when the session is
   * over what is due.
   * @param {Offer} offer
   * @param {View} view
   */
  #concerns({ settlement, paper }, view) {
    const due = this.#over && paper?.performance !== undefined;
    if (view.me.host) return paper !== undefined && (due || waiting(paper, view.me).length > 0);
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
    const scans = Object.values(paper?.signers ?? {}).map(({ scan, declined, compared }) => [scan, declined, compared]);
    return [settlement?.state, settlement?.version, paper?.state, hands, left, read, shows(paper), scans];
  }

  /**
   * What the server says of what follows from a sealed paper.
   * @param {string} paperId
   */
  #next(paperId) {
    const { documents, agreements, notices } = this.#possible.now;
    const agreement = agreements.find(({ paper }) => paper === paperId);
    const last = notices.find(({ paper }) => paper === paperId)?.last;
    return { agreement, documents: agreement && documents, last };
  }

  /**
   * @param {Offer} offer
   * @param {View} view
   */
  #card({ id, settlement, paper, paperId }, view) {
    const state = paper?.state ?? settlement?.state ?? "draft";
    const hands = paper ? waiting(paper, view.me) : [];
    const main = hands.length > 0 ? "sign" : state;
    const kind = kindOf(paper);
    const { agreement, documents = [], last } = this.#next(paperId);
    // A host's agreement is the one at the desk.
    const testid = kind !== "agreement" ? "document" : view.me.host ? "agreement-turn" : "agreement";
    return el("div", { class: "card offer", testid, data: { state, kind } }, [
      el("div", {}, [el("h2", { text: title(kind) }), el("p", { text: this.#words(main, settlement, paper) })]),
      el("div", { class: "ways" }, [
        hands.length > 0
          ? button(t("sign.open"), () => this.#signing.open(paperId), { class: "primary", testid: "sign-open" })
          : null,
        hands.some(([seat, signer]) => seat === this.#seat && paper && goesOut(paper, signer)) && paper
          ? button(t("hand.elsewhere"), () => void this.#hand.open(paperId, paper, this.#seat, false), { testid: "hand-elsewhere" })
          : null,
        settlement ? this.#reader(id, settlement, hands.length === 0 && state === "proposed") : null,
        ...(paper ? links(this.#seat, paperId, paper) : []),
      ]),
      ...(paper ? this.#stamped(paperId, paper, view) : []),
      payments(paperId, paper, (purpose) => this.#paying.open(purpose)),
      agreement ? following(agreement, documents, (offer, about) => this.#issuing.open(offer, about)) : null,
      kind === "failure" && state === "sealed" ? failed(last) : null,
    ]);
  }

  /**
   * For whoever signs for an organisation here: it may be printed and stamped instead; and what was.
   * @param {string} id
   * @param {Paper} paper
   * @param {View} view
   */
  #stamped(id, paper, { me }) {
    const waits = here(paper, me).filter(([, signer]) => stampable(paper, signer));
    const taken = Object.entries(paper.signers).filter(([, { compared }]) => compared !== undefined);
    return [
      ...waits.map(([who, signer]) => stamping(this.#seat, { id, paper, who, signer })),
      ...taken.map(([who, { compared = "" }]) =>
        el("div", { testid: "scan-taken" }, [el("p", { class: "quiet", text: t("scan.taken", { name: compared }) }), look(this.#seat, id, who)]),
      ),
    ];
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
    return t(kindOf(paper) === "agreement" ? `agreement.card_${left}` : `document.card_${left}`, { names, until, reason, version: settlement?.version ?? "" });
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
    const id = paper.settlement ?? paperId;
    return { id, settlement: settlements[id], paper, paperId };
  });
  const covered = new Set(known.map(({ id }) => id));
  const bare = Object.entries(settlements).filter(([id]) => !covered.has(id));
  return [...bare.map(([id, settlement]) => ({ id, settlement, paper: undefined, paperId: "" })), ...known];
}
