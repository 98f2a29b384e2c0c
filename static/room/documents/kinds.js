/**
 * The kinds of papers in words, and the day on which they are made.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 */

import { t } from "../../words.js";
import { now } from "../clock.js";

/** What a paper is that says nothing of its kind. */
const AGREEMENT = "agreement";

/** @param {Paper | undefined} paper */
export function kindOf(paper) {
  return paper?.kind ?? AGREEMENT;
}

/** @param {string} kind */
export function title(kind) {
  return t(`document.title_${kind}`);
}

/** The day that it is in Beijing, as YYYY-MM-DD. */
export function today() {
  return new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: "Asia/Shanghai" }).format(new Date(now()));
}
