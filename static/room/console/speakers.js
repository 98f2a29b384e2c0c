/**
 * Who may have said what stands in the record.
 *
 * @typedef {import("../../protocol.js").Minutes} Record
 */

import { fill } from "../../elements.js";
import { t } from "../../words.js";

/**
 * Everybody who was in the joint talk, and nobody.
 * @param {HTMLSelectElement} select
 * @param {Record["people"]} people
 */
export function speakers(select, people) {
  const names = Object.entries(people).map(([seat, { name, role }]) => ({
    value: seat,
    words: t("form.person", { name, role: t(`role.${role}`) }),
  }));
  fill(select, [{ value: "", words: t("minutes.nobody") }, ...names]);
}
