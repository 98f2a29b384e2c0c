/**
 * How far everybody has come with each paper; what people say to the text; and what changed from version to version.
 *
 * @typedef {import("../../../protocol.js").View} View
 * @typedef {import("../../../protocol.js").Settlement} Settlement
 * @typedef {import("../../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../../../protocol.js").PaperSigner} Signer
 * @typedef {import("../../agreement/outline.js").Section} Section
 * @typedef {import("../../agreement/many.js").Stage} Stage
 */

import { button, el, part } from "../../../elements.js";
import { t } from "../../../words.js";
import { changes } from "../../agreement/difference.js";
import { counts, owner, stage } from "../../agreement/many.js";
import { hosts } from "../../agreement/papers.js";
import { compare, look, stampable, stamping } from "../../agreement/stamping.js";
import { payments } from "../../agreement/payments.js";
import { giving } from "../giving.js";
import { handing } from "../../agreement/handing.js";
import { ofDate, ofDay } from "../../clock.js";
import { links, signers } from "../../documents/paper.js";
import { Rows } from "../../rows.js";
import { asked } from "../reason.js";

export class Board {
  #seat;
  #read;
  #hand;
  #papers = new Rows(part("draft-papers"));
  #stages = new Rows(part("draft-stages"));
  /** Which stage alone is shown; empty: all. @type {"" | Stage} */
  #stage = "";
  /** @type {[string, Paper][]} */
  #shown = [];
  #comments = new Rows(part("draft-comments"));
  #versions = new Rows(part("draft-versions"));

  /**
   * @param {string} seat mine
   * @param {(numbers: number[]) => void} read asks for what versions said that this page has not seen
   */
  constructor(seat, read) {
    this.#seat = seat;
    this.#read = read;
    this.#hand = handing(seat);
  }

  /**
   * @param {View} view
   * @param {Settlement | undefined} settlement
   * @param {ReadonlyMap<number, Section[]>} seen what this page has read of each version
   */
  render(view, settlement, seen) {
    const papers = (settlement?.papers ?? []).flatMap((id) => {
      const paper = view.papers?.[id];
      /** @type {[string, Paper][]} */
      const found = paper ? [[id, paper]] : [];
      return found;
    });
    this.#renderPapers(papers);
    const comments = settlement?.comments ?? [];
    this.#comments.render(
      comments.map((said, index) => ({ id: String(index), key: JSON.stringify(said), make: () => comment(said, seen) })),
    );
    part("draft-comments-box").hidden = comments.length === 0;
    this.#renderVersions(settlement, seen);
  }

  /**
   * One in full; of a group a line each, and at which stage how many are.
   * @param {[string, Paper][]} papers
   */
  #renderPapers(papers) {
    this.#shown = papers;
    const many = papers.length > 1;
    const told = many ? counts(papers.map(([, paper]) => paper)) : [];
    if (!told.some(([each]) => each === this.#stage)) this.#stage = "";
    part("draft-stages").hidden = !many;
    /** @type {["" | Stage, number][]} */
    const choices = many ? [["", papers.length], ...told] : [];
    this.#stages.render(
      choices.map(([each, count]) => {
        const pressed = String(each === this.#stage);
        return { id: each || "all", key: JSON.stringify([count, pressed]), make: () => this.#filter(each, count, pressed) };
      }),
    );
    part("draft-papers").classList.toggle("many", many);
    const shown = papers.filter(([, paper]) => this.#stage === "" || stage(paper) === this.#stage);
    const make = (/** @type {string} */ id, /** @type {Paper} */ paper) => (many ? this.#line(id, paper) : this.#paper(id, paper));
    this.#papers.render(
      shown.map(([id, paper]) => ({ id, key: JSON.stringify([many, paper]), make: () => make(id, paper) })),
    );
  }

  /**
   * @param {"" | Stage} each
   * @param {number} count
   * @param {string} pressed
   */
  #filter(each, count, pressed) {
    const choose = () => {
      this.#stage = each === this.#stage ? "" : each;
      this.#renderPapers(this.#shown);
    };
    const words = t(`draft.stage_${each || "all"}`);
    return button(t("draft.stage_count", { stage: words, count }), choose, {
      testid: "draft-stage",
      data: { stage: each || "all", count: String(count) },
      attributes: { "aria-pressed": pressed },
    });
  }

  /**
   * @param {string} id
   * @param {Paper} paper
   */
  #line(id, paper) {
    const [at, own] = [stage(paper), owner(paper)];
    const refused = Object.values(paper.signers).find(({ refused, signed }) => refused && !signed)?.refused;
    const left = Object.values(paper.signers).filter((signer) => !hosts(signer) && signer.signed === undefined);
    const words = t(`draft.line_stage_${at}`, {
      read: own?.read.length ?? 0,
      count: paper.clauses.length,
      names: left.map(({ name }) => name).join(t("agreement.and")),
      reason: refused?.reason || t("draft.no_reason"),
      time: paper.sealed ? ofDay(paper.sealed) : "",
    });
    const name = paper.worker?.name ?? own?.name ?? "";
    const read = el("progress", { attributes: { max: String(paper.clauses.length), value: String(own?.read.length ?? 0), "aria-label": t("draft.read_of", { name }) } });
    const attributes = { href: `/room/${this.#seat}/papers/${id}.pdf`, target: "_blank", rel: "noopener", "aria-label": t("draft.paper_of", { name }) };
    return el("li", { testid: "draft-paper", data: { state: paper.state, stage: at } }, [
      el("strong", { text: name, attributes: { dir: "auto" } }),
      el("span", { class: "far", text: words }),
      read,
      el("a", { class: "link", testid: "agreement-paper", text: t("draft.paper"), attributes }),
    ]);
  }

  /**
   * @param {Settlement | undefined} settlement
   * @param {ReadonlyMap<number, Section[]>} seen
   */
  #renderVersions(settlement, seen) {
    const versions = [...(settlement?.versions ?? [])].reverse();
    part("draft-versions-box").hidden = versions.length < 2;
    this.#versions.render(
      versions.map(({ number, by, at }) => {
        const [before, after] = [seen.get(number - 1), seen.get(number)];
        const found = before && after ? changes(before, after) : null;
        const head = el("span", { text: t("draft.version", { number, name: by, time: ofDay(at) }) });
        const ask = () => this.#read([number - 1, number]);
        const more = number > 1 ? button(t("draft.changes"), ask, { class: "link take", testid: "draft-change-read" }) : null;
        const make = () => (found === null ? el("li", {}, [head, " ", more]) : changed(head, found));
        return { id: String(number), key: JSON.stringify([number, found]), make };
      }),
    );
  }

  /**
   * @param {string} id
   * @param {Paper} paper
   */
  #paper(id, paper) {
    const when = paper.sealed ? t("draft.sealed", { time: ofDate(paper.sealed) }) : t("draft.until", { time: ofDate(paper.until) });
    return el("li", { testid: "draft-paper", data: { state: paper.state } }, [
      el("p", { class: "quiet", text: when }),
      signers(paper, (who, signer) => [...giving(this.#hand, id, paper, who), ...this.#stamped(id, paper, who, signer)]),
      el("div", { class: "ways" }, links(this.#seat, id, paper)),
      payments(id, paper, null),
    ]);
  }

  /**
   * @param {string} id
   * @param {Paper} paper
   * @param {string} who
   * @param {Signer} signer
   */
  #stamped(id, paper, who, signer) {
    const about = { id, paper, who, signer };
    const asks = () => asked({ title: t("scan.decline_title"), label: t("scan.decline_reason"), yes: t("scan.decline") });
    const waits = stampable(paper, signer);
    return [
      waits && signer.scan ? button(t("scan.compare"), () => compare(this.#seat, about, asks), { class: "primary", testid: "scan-compare" }) : null,
      waits ? stamping(this.#seat, about) : null,
      signer.compared ? look(this.#seat, id, who) : null,
    ];
  }
}

/**
 * @param {Settlement["comments"][number]} said
 * @param {ReadonlyMap<number, Section[]>} seen
 */
function comment({ name, text, clause, version }, seen) {
  const title = seen.get(version)?.find(({ id }) => id === clause)?.title ?? t("agreement.whole");
  return el("li", { testid: "draft-comment" }, [
    el("p", { class: "quiet", text: t("draft.comment_on", { title, version }) }),
    el("p", { text: t("form.said", { name, text }), attributes: { dir: "auto" } }),
  ]);
}

/**
 * @param {HTMLElement} head
 * @param {import("../../agreement/difference.js").Change[]} found
 */
function changed(head, found) {
  const lines = found.map(({ kind, title, text }) =>
    el("li", { data: { kind }, text: t(`draft.line_${kind}`, { title, text }) }),
  );
  const none = el("p", { class: "quiet", text: t("draft.no_change") });
  return el("li", {}, [
    el("details", { testid: "draft-change" }, [el("summary", {}, [head]), lines.length > 0 ? el("ul", { class: "lines" }, lines) : none]),
  ]);
}
