/**
 * What a host needs seldom for one person, behind one more press.
 *
 * @typedef {import("../../protocol.js").RosterEntry} Entry
 * @typedef {import("../controls.js").Do} Do
 */

import { button, el } from "../../elements.js";
import { t } from "../../words.js";
import { noticeRefusal, undoable } from "../notices.js";
import { equipmentLine } from "./equipment.js";
import { Passes } from "./passes.js";

/** Who can be on the telephone instead: nobody is here on a device of theirs. */
const AWAY = new Set(["expected", "left"]);

export class PersonMenu {
  #do;
  #passes;

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    this.#passes = new Passes(act);
  }

  /**
   * @param {string} seat
   * @param {Entry} entry
   */
  make(seat, entry) {
    const who = { who: seat };
    const admitted = entry.standing === "admitted" && !entry.telephone;
    const remove = () => undoable("host.removing", () => void this.#act("remove", who));
    const removal = button(t("host.remove"), remove, { testid: "remove", class: "danger" });
    return el("details", { class: "menu" }, [
      el("summary", { text: t("host.more"), testid: "person-more" }),
      admitted ? equipmentLine(entry.equipment) : null,
      admitted && entry.mic ? this.#button("mute-person", "host.mute", "mute", who) : null,
      admitted ? this.#button("back-to-lobby", "host.back_to_lobby", "back_to_lobby", who) : null,
      AWAY.has(entry.standing) ? this.#button("by-telephone", "host.by_telephone", "telephone", { ...who, on: true }) : null,
      entry.telephone ? this.#button("hung-up", "host.hung_up", "telephone", { ...who, on: false }) : null,
      ...this.#renewals(seat, entry),
      entry.standing === "removed" ? null : removal,
    ]);
  }

  /**
   * Staff sign in, and who called without a seat has no link.
   * @param {string} seat
   * @param {Entry} entry
   */
  #renewals(seat, { role, person, name }) {
    if (role === "clerk" || person === seat) return [];
    return [
      button(t("host.fresh_code"), () => void this.#passes.code(seat, name), { testid: "fresh-code" }),
      button(t("host.fresh_link"), () => void this.#passes.link(seat, name), { testid: "fresh-link" }),
    ];
  }

  /**
   * @param {string} testid
   * @param {string} words
   * @param {string} type
   * @param {Record<string, unknown>} fields
   */
  #button(testid, words, type, fields) {
    return button(t(words), () => void this.#act(type, fields), { testid });
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   */
  async #act(type, fields) {
    noticeRefusal(await this.#do(type, fields));
  }
}
