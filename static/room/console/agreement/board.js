/**
 * How far everybody has come with each paper; what people say to the text; and what changed from version to version.
 *
 * @typedef {import("../../../protocol.js").View} View
 * @typedef {import("../../../protocol.js").Settlement} Settlement
 * @typedef {import("../../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../../../protocol.js").PaperSigner} Signer
 * @typedef {import("../../agreement/outline.js").Section} Section
 */

import { el, part } from "../../../elements.js";
import { t } from "../../../words.js";
import { changes } from "../../agreement/difference.js";
import { hosts } from "../../agreement/papers.js";
import { verifying } from "../../agreement/verifying.js";
import { ofDate, ofDay } from "../../clock.js";
import { Rows } from "../../rows.js";

export class Board {
  #seat;
  #papers = new Rows(part("draft-papers"));
  #comments = new Rows(part("draft-comments"));
  #versions = new Rows(part("draft-versions"));

  /** @param {string} seat mine */
  constructor(seat) {
    this.#seat = seat;
  }

  /**
   * @param {View} view
   * @param {Settlement | undefined} settlement
   * @param {ReadonlyMap<number, Section[]>} seen what this page has read of each version
   */
  render(view, settlement, seen) {
    const papers = (settlement?.papers ?? []).flatMap((id) => {
      const paper = view.papers?.[id];
      return paper ? [/** @type {const} */ ([id, paper])] : [];
    });
    this.#papers.render(
      papers.map(([id, paper]) => ({ id, key: JSON.stringify(paper), make: () => this.#paper(id, paper) })),
    );
    const comments = settlement?.comments ?? [];
    this.#comments.render(
      comments.map((said, index) => ({ id: String(index), key: JSON.stringify(said), make: () => comment(said, seen) })),
    );
    part("draft-comments-box").hidden = comments.length === 0;
    this.#renderVersions(settlement, seen);
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
        const make = () => (found === null ? el("li", {}, [head]) : changed(head, found));
        return { id: String(number), key: JSON.stringify([number, found]), make };
      }),
    );
  }

  /**
   * @param {string} id
   * @param {Paper} paper
   */
  #paper(id, paper) {
    const href = `/room/${this.#seat}/papers/${id}.pdf`;
    const sealed = paper.state === "sealed";
    const attributes = { href, ...(sealed ? { download: `${t("agreement.title")}.pdf` } : { target: "_blank", rel: "noopener" }) };
    const testid = sealed ? "agreement-download" : "agreement-paper";
    return el("li", { testid: "draft-paper", data: { state: paper.state } }, [
      el("p", { class: "quiet", text: sealed ? t("draft.sealed", { time: ofDate(paper.sealed ?? "") }) : t("draft.until", { time: ofDate(paper.until) }) }),
      el("ul", { class: "signers" }, Object.values(paper.signers).map((signer) => row(signer, paper))),
      el("div", { class: "ways" }, [
        el("a", { class: "button", testid, text: t(sealed ? "agreement.download" : "sign.whole"), attributes }),
        sealed ? verifying() : null,
      ]),
    ]);
  }
}

/**
 * @param {Signer} signer
 * @param {Paper} paper
 */
function row(signer, paper) {
  const { name, person, read, signed, refused } = signer;
  const state = signed ? "signed" : refused ? "refused" : hosts(signer) ? "host" : read.length > 0 ? "reading" : "open";
  const words = t(`draft.signer_${state}`, {
    time: signed ? ofDay(signed) : "",
    reason: refused?.reason || t("draft.no_reason"),
    read: read.length,
    count: paper.clauses.length,
  });
  return el("li", { testid: "draft-signer", data: { person, state } }, [el("strong", { text: name }), " ", el("span", { text: words })]);
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
