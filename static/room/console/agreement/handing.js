/**
 * Before whom else a proposal may be put that was made apart: who was asked, what they said, and the step that is next.
 *
 * @typedef {import("../../../protocol.js").View} View
 * @typedef {import("../../../protocol.js").LedgerItem} Item
 * @typedef {import("../../../protocol.js").Settlement} Settlement
 * @typedef {[string, Item]} Entry
 * @typedef {(type: string, fields: Record<string, unknown>) => Promise<Record<string, unknown> | null>} Tell
 */

import { button, el, part } from "../../../elements.js";
import { label, t } from "../../../words.js";
import { ofDay } from "../../clock.js";
import { Rows } from "../../rows.js";

/** Put before everybody. */
const ALL = "joint";

export class Handing {
  #tell;
  #conveyed;
  #rows = new Rows(part("handing-sides"));

  /**
   * @param {Tell} tell
   * @param {(id: string) => void} conveyed what it is there from now on
   */
  constructor(tell, conveyed) {
    this.#tell = tell;
    this.#conveyed = conveyed;
  }

  /**
   * @param {View} view
   * @param {string} id
   * @param {Settlement | undefined} settlement
   * @param {boolean} busy
   */
  render(view, id, settlement, busy) {
    const sides = settlement?.asks ?? [];
    part("handing").hidden = sides.length === 0;
    this.#rows.render(
      sides.map((side) => {
        const answers = newest(view, id, settlement?.version ?? 0, side);
        const here = isHere(view, side);
        const make = () => this.#row(view, side, answers, { settlement: id, base: settlement?.version, side }, busy);
        return { id: side, key: JSON.stringify([settlement?.version, answers, here, busy]), make };
      }),
    );
  }

  /**
   * @param {View} view
   * @param {string} side
   * @param {Entry[]} answers
   * @param {Record<string, unknown>} about
   * @param {boolean} busy
   */
  #row(view, side, answers, about, busy) {
    const state = stateOf(answers);
    const names = answers.filter(([, item]) => item.state === state).map(([, item]) => named(view, item));
    const since = answers[0]?.[1].since;
    const time = since === undefined ? "" : ofDay(since);
    const params = { side: sideName(view, side), names: names.join(t("agreement.and")), time };
    const attributes = busy ? { disabled: "" } : {};
    const asking = button(t("draft.handing_ask", params), () => void this.#tell("ask_proposal", about), {
      testid: "handing-ask",
      data: { side },
      attributes,
    });
    const putting = button(t("draft.handing_put", params), () => void this.#put(about), {
      class: "primary",
      testid: "handing-put",
      data: { side },
      attributes,
    });
    const back = button(t("ledger.withdraw"), () => void this.#back(answers), { class: "link", testid: "handing-back", attributes });
    const agreed = state === "may_be_conveyed";
    return el("li", { testid: "handing-side", data: { side, state } }, [
      state === "open" ? null : el("p", { text: t(`draft.handing_${state}`, params) }),
      agreed && !isHere(view, side) ? el("p", { class: "quiet", text: t("draft.handing_go", params) }) : null,
      el("div", { class: "acts" }, [
        state === "open" || state === "refused" ? asking : null,
        agreed && isHere(view, side) ? putting : null,
        state === "asked" || agreed ? back : null,
      ]),
    ]);
  }

  /** @param {Record<string, unknown>} about */
  async #put(about) {
    const value = await this.#tell("convey_proposal", about);
    if (value !== null) this.#conveyed(String(value["id"]));
  }

  /** @param {Entry[]} answers */
  async #back(answers) {
    for (const [item, { state }] of answers) {
      if (state === "asked" || state === "may_be_conveyed") await this.#tell("withdraw", { item });
    }
  }
}

/**
 * What each person said last of this version for this side, if it was not taken back.
 * @param {View} view
 * @param {string} settlement
 * @param {number} version
 * @param {string} side
 * @returns {Entry[]}
 */
function newest({ ledger = {} }, settlement, version, side) {
  /** @type {Map<string, Entry>} */
  const found = new Map();
  const about = Object.entries(ledger).filter(
    ([, item]) => item.proposal?.settlement === settlement && item.proposal.version === version && item.side === side,
  );
  for (const entry of about.sort(([, one], [, other]) => one.at.localeCompare(other.at))) found.set(entry[1].seat, entry);
  return [...found.values()];
}

/**
 * @param {Entry[]} answers
 * @returns {"open" | "asked" | "refused" | "may_be_conveyed" | "conveyed"}
 */
function stateOf(answers) {
  const states = new Set(answers.map(([, { state }]) => state));
  if (states.size === 0 || states.has("withdrawn")) return "open";
  if (states.has("refused")) return "refused";
  if (states.has("asked")) return "asked";
  return states.has("conveyed") ? "conveyed" : "may_be_conveyed";
}

/**
 * @param {View} view
 * @param {string} side
 */
function isHere({ place }, side) {
  return side === ALL ? place.kind === "joint" : place.kind === "group" && place.channel === side;
}

/**
 * @param {View} view
 * @param {Item} item
 */
function named({ roster }, { seat, person }) {
  return roster?.[seat]?.name ?? person;
}

/**
 * @param {View} view
 * @param {string} side
 */
function sideName({ groups }, side) {
  const group = groups.find(({ id }) => id === side);
  return group ? label(group) : t("asked.all");
}
