/**
 * How a paper went out to somebody, and when it was opened there, in words. Pure.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 */

import { t } from "../../words.js";
import { ofDate } from "../clock.js";

/**
 * @param {Paper} paper
 * @param {string} who
 * @returns {string[]}
 */
export function servedTo(paper, who) {
  return (paper.served ?? [])
    .filter(({ seat }) => seat === who)
    .map(({ how, purpose, at, opened }) => {
      const out = t(`hand.out_${purpose}_${how}`, { time: ofDate(at) });
      if (how === "print") return out;
      return `${out} ${opened ? t("hand.opened", { time: ofDate(opened) }) : t("hand.unopened")}`;
    });
}
