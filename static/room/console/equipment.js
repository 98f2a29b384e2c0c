/**
 * What the mediator reads of somebody's equipment: what is wrong first.
 *
 * @typedef {import("../../protocol.js").Equipment} Equipment
 */

import { el } from "../../elements.js";
import { t } from "../../words.js";

const WEAK = new Set(["relay_tcp", "none"]);
/** To take part in writing is a choice, and no fault. */
const FINE = new Set(["works", "unused"]);

/**
 * @param {Equipment | undefined} equipment
 * @returns {HTMLElement | null} null before the person's page has told it
 */
export function equipmentLine(equipment) {
  if (equipment === undefined) return null;
  const data = { network: equipment.network, microphone: equipment.microphone, camera: equipment.camera };
  const wrong = troubles(equipment);
  const words = [...(wrong.length > 0 ? wrong : [t("host.equipment.works")]), ...facts(equipment)];
  const style = !FINE.has(equipment.microphone) || WEAK.has(equipment.network) ? "equipment weak" : "equipment";
  return el("span", { class: style, testid: "equipment", data, text: words.join(" · ") });
}

/** @param {Equipment} equipment */
function troubles({ microphone, camera }) {
  return [
    microphone === "works" ? "" : t(`host.equipment.microphone_${microphone}`),
    camera === "works" ? "" : t(`host.equipment.camera_${camera}`),
  ].filter(Boolean);
}

/** @param {Equipment} equipment */
function facts({ hearing, network, round_trip: ms, old_browser: old }) {
  const way = t(`host.equipment.network_${network}`);
  return [
    hearing === "unknown" ? "" : t(`host.equipment.hearing_${hearing}`),
    ms === undefined ? way : t("host.equipment.ms", { words: way, ms }),
    old ? t("host.equipment.old_browser") : "",
  ].filter(Boolean);
}
