/**
 * Of one signer: how the paper went out to them, and the host's way to let it go out.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../agreement/handing.js").Handing} Handing
 */

import { button, el } from "../../elements.js";
import { t } from "../../words.js";
import { goesOut } from "../agreement/papers.js";
import { servedTo } from "./served.js";

/**
 * @param {Handing | null} hand null: whoever looks lets nothing go out
 * @param {string} id
 * @param {Paper} paper
 * @param {string} who
 * @returns {HTMLElement[]}
 */
export function giving(hand, id, paper, who) {
  const out = servedTo(paper, who).map((text) => el("span", { class: "served quiet", testid: "paper-served", text }));
  const signer = paper.signers[who];
  if (hand === null || signer === undefined || !goesOut(paper, signer)) return out;
  const words = t(paper.state === "sealed" ? "hand.give_copy" : "hand.give_link");
  const act = () => void hand.open(id, paper, who, true);
  return [...out, button(words, act, { class: "hand-out", testid: "hand-open", data: { person: signer.person } })];
}
