/**
 * What the checker says to the text as it is being written. A press leads to the field.
 *
 * @typedef {import("../../../protocol.js").Terms} Terms
 * @typedef {{severity: "refuse" | "warn", code: string, where: string, text: string, article?: string | null, words?: string | null}} Finding
 * @typedef {{gross: string, owed: string, capitals?: string}} Total
 * @typedef {{findings: Finding[], totals: Record<string, Total>}} Checked
 */

import { button, el, part } from "../../../elements.js";
import { explain, t } from "../../../words.js";
import { ask } from "../../agreement/http.js";
import { Rows } from "../../rows.js";
import { around } from "./paths.js";

const PAUSE_MS = 500;

export class Findings {
  #seat;
  #told;
  #acts;
  #rows = new Rows(part("draft-findings"));
  #totals = new Rows(part("draft-totals"));
  /** @type {number | undefined} */
  #timer;
  #asked = 0;
  /** Whether what stands there may be agreed; null while that is being asked. @type {boolean | null} */
  #fit = null;

  /**
   * @param {string} seat mine
   * @param {() => void} told the checker has answered
   * @param {Record<string, (finding: Finding) => void>} acts by code: what settles it, besides another text
   */
  constructor(seat, told, acts) {
    this.#seat = seat;
    this.#told = told;
    this.#acts = acts;
  }

  get fit() {
    return this.#fit;
  }

  /**
   * Asked when nobody has typed for a moment.
   * @param {Terms} terms
   * @param {string} settlement empty while it is nowhere kept
   * @param {number} [pause]
   */
  soon(terms, settlement, pause = PAUSE_MS) {
    clearTimeout(this.#timer);
    this.#fit = null;
    this.#timer = window.setTimeout(() => void this.#ask(terms, settlement), pause);
  }

  clear() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#fit = null;
    this.#show({ findings: [], totals: {} }, new Map());
  }

  /**
   * @param {Terms} terms
   * @param {string} settlement
   */
  async #ask(terms, settlement) {
    const asked = (this.#asked += 1);
    const body = settlement === "" ? { terms } : { terms, settlement };
    const reply = await ask(`/room/${this.#seat}/agreements/check`, body);
    if (asked !== this.#asked) return;
    const names = new Map(terms.parties.map(({ seat, name }) => [seat, name]));
    this.#show("code" in reply ? unread(reply.code, reply.params) : reply.value, names);
    this.#told();
  }

  /**
   * @param {Checked} checked
   * @param {Map<string, string>} names
   */
  #show({ findings, totals }, names) {
    const count = (/** @type {string} */ severity) => findings.filter((one) => one.severity === severity).length;
    const counted = { refused: count("refuse"), warned: count("warn") };
    part("draft-count").textContent = findings.length === 0 ? "" : t("draft.count", counted);
    this.#fit = findings.every(({ severity }) => severity !== "refuse");
    const key = (/** @type {Finding} */ one) => `${one.code} ${one.where}`;
    this.#rows.render(
      findings.map((one) => ({ id: key(one), key: JSON.stringify(one), make: () => row(one, this.#acts[one.code]) })),
    );
    this.#totals.render(
      Object.entries(totals).map(([seat, total]) => {
        const words = t("draft.total", { name: names.get(seat) ?? "", amount: total.owed });
        const written = total.capitals ? t("draft.capitals", { words: total.capitals }) : "";
        return { id: seat, key: words + written, make: () => el("p", { text: words + written }) };
      }),
    );
  }
}

/**
 * Terms that cannot be read at all.
 * @param {string} code
 * @param {import("../../../protocol.js").Params} params
 * @returns {Checked}
 */
function unread(code, params) {
  const where = String(params["where"] ?? "");
  const text = code === "terms_unfit" ? t(`unfit.${params["fault"]}`) : explain(code, params);
  return { findings: [{ severity: "refuse", code, where, text }], totals: {} };
}

/**
 * @param {Finding} finding
 * @param {((finding: Finding) => void) | undefined} act
 */
function row(finding, act) {
  const { severity, code, where, text, article, words } = finding;
  const data = { severity, code, where };
  const field = fieldOf(where);
  const lead = t(`draft.severity_${severity}`);
  return el("li", { testid: "draft-finding", data }, [
    el("p", {}, [el("strong", { text: lead }), " ", text]),
    article && words
      ? el("details", {}, [el("summary", { text: article }), el("p", { class: "quiet", text: words, attributes: { lang: "zh-CN" } })])
      : null,
    act ? button(t(`draft.act_${code}`), () => act(finding), { testid: "draft-act" }) : null,
    where === ""
      ? null
      : button(t("draft.go_there", { what: placeName(field) }), () => jump(where), { class: "link take", testid: "draft-jump" }),
  ]);
}

/** @param {string} where */
function jump(where) {
  if (part("draft-writing").hidden) part("agreement-edit").click();
  const field = fieldOf(where);
  if (field === null) return;
  const folded = field.closest("details");
  if (folded) folded.open = true;
  const target = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea, button");
  if (!(target instanceof HTMLElement)) return;
  target.focus();
  target.scrollIntoView({ block: "center" });
}

/**
 * The field of that place, or the nearest part of the form around it.
 * @param {string} where
 */
function fieldOf(where) {
  for (const place of around(where)) {
    const found = part("draft-form").querySelector(`[data-where="${CSS.escape(place)}"]`);
    if (found) return found;
  }
  return null;
}

/** @param {Element | null} field */
function placeName(field) {
  const group = field?.closest(".group")?.getAttribute("aria-label") ?? field?.closest("details")?.querySelector("summary")?.textContent;
  return group ?? t("agreement.whole");
}
