/**
 * A paper on a page: who has signed, and where it is fetched and checked.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../../protocol.js").PaperSigner} Signer
 */

import { el } from "../../elements.js";
import { t } from "../../words.js";
import { hosts, partiesDone } from "../agreement/papers.js";
import { verifying } from "../agreement/verifying.js";
import { ofDay } from "../clock.js";
import { kindOf, title } from "./kinds.js";

/** Applications: they are handed in with the agreement. */
const PACKED = new Set([
  "arbitration_review",
  "judicial_confirmation",
  "payment_order",
  "direct_suit",
  "arbitration",
  "inspection",
]);

/**
 * The document, while it waits to be looked at and when it holds to be kept; and where anybody may have it checked.
 * @param {string} seat mine
 * @param {string} id
 * @param {Paper} paper
 */
export function links(seat, id, paper) {
  const href = `/room/${seat}/papers/${id}.pdf`;
  if (paper.state === "void") return [];
  if (paper.state !== "sealed") {
    const attributes = { href, target: "_blank", rel: "noopener" };
    return [el("a", { class: "button", testid: "agreement-paper", text: t("sign.whole"), attributes })];
  }
  const kind = kindOf(paper);
  const text = t(kind === "agreement" ? "agreement.download" : "document.download");
  const attributes = { href, download: `${title(kind)}.pdf` };
  const pack = { href: `/room/${seat}/papers/${id}/pack.zip`, download: `${title(kind)}.zip` };
  return [
    el("a", { class: "button", testid: "agreement-download", data: { kind }, text, attributes }),
    PACKED.has(kind) ? el("a", { class: "button", testid: "document-pack", text: t("document.pack"), attributes: pack }) : null,
    verifying(),
  ];
}

/**
 * @param {Paper} paper
 * @param {(seat: string, signer: Signer) => (Node | null)[]} more what stands below each
 */
export function signers(paper, more = () => []) {
  const rows = Object.entries(paper.signers).map(([seat, signer]) => row(signer, paper, more(seat, signer)));
  return el("ul", { class: "signers" }, rows);
}

/**
 * @param {Signer} signer
 * @param {Paper} paper
 * @param {(Node | null)[]} more
 */
function row(signer, paper, more) {
  const { name, person, read, signed, refused } = signer;
  const before = hosts(signer) ? (partiesDone(paper) ? "turn" : "host") : read.length > 0 ? "reading" : "open";
  const state = signed ? "signed" : refused ? "refused" : before;
  const told = t(`draft.signer_${state}`, {
    time: signed ? ofDay(signed) : "",
    reason: refused?.reason || t("draft.no_reason"),
    read: read.length,
    count: paper.clauses.length,
  });
  const words = signer.compared ? t("scan.taken", { name: signer.compared }) : told;
  return el("li", { testid: "draft-signer", data: { person, state } }, [el("strong", { text: name }), " ", el("span", { text: words }), ...more]);
}
