/**
 * The kinds of papers and their days, in words.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 */

import { lang, t } from "../../words.js";
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

/**
 * A day as it is told: it has no time, and is the same day everywhere.
 * @param {string} day YYYY-MM-DD
 */
export function onDay(day) {
  const format = new Intl.DateTimeFormat(lang(), { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** The day that it is in Beijing, as YYYY-MM-DD. */
export function today() {
  return new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: "Asia/Shanghai" }).format(new Date(now()));
}
