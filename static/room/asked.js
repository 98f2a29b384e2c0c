/**
 * The mediator asks to be allowed to tell something: the exact words, or a proposal's exact terms, and to whom. A card among the people, so that the
 * talk goes on; what was answered is under "more", where it can be taken back.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").Question} Question
 * @typedef {import("./controls.js").Do} Do
 */

import { button, el, part } from "../elements.js";
import { inBlock } from "../foreign.js";
import { label, t } from "../words.js";
import { outline } from "./agreement/outline.js";
import { ofDay } from "./clock.js";
import { notice, noticeRefusal } from "./notices.js";
import { Rows } from "./rows.js";

/** @type {Record<string, Question>} */
const NOTHING = {};

export class Asked {
  #do;
  /** @type {View | null} */
  #view = null;
  /** @type {Set<string>} questions whose words wait for a tap: somebody else may hold the phone now */
  #veiled = new Set();
  #cards = new Rows(part("asked"));
  #lines = new Rows(part("conveying-list"));

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
  }

  /** @param {View} view */
  render(view) {
    const before = this.#view;
    this.#view = view;
    const asked = view.asked ?? NOTHING;
    if (before === null) this.#veiled = new Set(Object.keys(asked));
    else if (before.asked === view.asked) return;
    for (const [id, { state, proposal }] of Object.entries(asked)) {
      const was = before?.asked?.[id]?.state;
      if (was && was !== state && state === "conveyed") notice(t(proposal ? "asked.shown_now" : "asked.conveyed_now"));
    }
    this.#draw(view);
  }

  /** What was asked so far waits for a tap. */
  veil() {
    if (this.#view === null) return;
    this.#veiled = new Set(Object.keys(this.#view.asked ?? NOTHING));
    this.#draw(this.#view);
  }

  /** @param {View} view */
  #draw(view) {
    const all = Object.entries(view.asked ?? NOTHING);
    const open = all.filter(([, { state }]) => state === "asked");
    const answered = all.filter(([, { state }]) => state !== "asked");
    this.#cards.render(
      open.map(([id, asked]) => ({ id, key: `${this.#veiled.has(id)}`, make: () => this.#card(view, id, asked) })),
    );
    this.#lines.render(
      answered.map(([id, asked]) => ({ id, key: asked.state, make: () => this.#line(view, id, asked) })),
    );
    part("conveying").hidden = answered.length === 0;
  }

  /**
   * @param {View} view
   * @param {string} id
   * @param {Question} question
   */
  #card(view, id, question) {
    const heading = `asked-${id}`;
    const title = el("h2", { text: t(question.proposal ? "asked.proposal" : "asked.question"), attributes: { id: heading } });
    const attributes = { open: "", "aria-labelledby": heading };
    const words = this.#veiled.has(id) ? [this.#unveil(view, id)] : this.#question(view, id, question);
    return el("dialog", { class: "card", testid: "asked-card", attributes }, [title, ...words]);
  }

  /**
   * @param {View} view
   * @param {string} id
   */
  #unveil(view, id) {
    const open = () => {
      this.#veiled.delete(id);
      this.#draw(this.#view ?? view);
    };
    return button(t("asked.look"), open, { testid: "asked-look" });
  }

  /**
   * @param {View} view
   * @param {string} id
   * @param {Question} question
   */
  #question(view, id, question) {
    const answer = (/** @type {boolean} */ given) => void this.#answer(id, given);
    const { wording = "", proposal, side } = question;
    const params = { side: sideName(view, side), version: proposal?.version ?? "" };
    return [
      el("p", { text: t(proposal ? "asked.exactly_proposal" : "asked.exactly", params) }),
      proposal
        ? el("blockquote", { class: "text", testid: "asked-terms", attributes: { tabindex: "0" } }, terms(view, question))
        : el("blockquote", { text: wording, testid: "asked-wording", attributes: { tabindex: "0" } }),
      el("p", { class: "quiet", text: t(proposal ? "asked.free_proposal" : "asked.free") }),
      el("div", { class: "choices" }, [
        button(t(proposal ? "asked.yes_proposal" : "asked.yes"), () => answer(true), { class: "primary", testid: "asked-yes" }),
        button(t("asked.no"), () => answer(false), { testid: "asked-no" }),
      ]),
    ];
  }

  /**
   * @param {View} view
   * @param {string} id
   * @param {Question} question
   */
  #line(view, id, { wording = "", proposal, side, state, since }) {
    const params = { side: sideName(view, side), time: ofDay(since) };
    const withdraw = button(t("asked.withdraw"), () => void this.#withdraw(id), { testid: "asked-withdraw" });
    return el("li", { testid: "asked-answered", data: { state } }, [
      el("blockquote", { text: proposal ? t("asked.version", { version: proposal.version }) : wording }),
      el("p", { class: "quiet", text: t(`asked.${state}`, params) }),
      state === "may_be_conveyed" ? withdraw : null,
    ]);
  }

  /**
   * @param {string} item
   * @param {boolean} given
   */
  async #answer(item, given) {
    const reply = await this.#do("answer_consent", { item, given });
    if ("code" in reply) return noticeRefusal(reply);
    notice(t(given ? "asked.given" : "asked.not_given"));
  }

  /** @param {string} item */
  async #withdraw(item) {
    const reply = await this.#do("withdraw", { item });
    if ("code" in reply) return noticeRefusal(reply);
    notice(t("asked.withdrawn"));
  }
}

/**
 * The text as it was proposed, part by part.
 * @param {View} view
 * @param {Question} question
 */
function terms(view, { terms }) {
  const sections = terms ? outline(terms, (group) => sideName(view, group)) : [];
  return sections.map(({ title, lines }) =>
    el("section", {}, [
      el("h3", { text: inBlock(title) }),
      ...lines.map((line) => el("p", { text: inBlock(line), attributes: { dir: "auto" } })),
    ]),
  );
}

/**
 * @param {View} view
 * @param {string} side a group's id, or `joint`
 */
function sideName(view, side) {
  if (side === "joint") return t("asked.all");
  const group = view.groups.find(({ id }) => id === side);
  return group ? label(group) : side;
}
