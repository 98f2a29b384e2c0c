/**
 * What the network is worth, in a sentence, and each way by itself for whoever helps by telephone.
 *
 * @typedef {import("./line.js").Line} Line
 */

import { arrange, el, icon, part } from "../../elements.js";
import { t } from "../../words.js";

/** @type {Record<import("./verdict.js").Verdict, string>} */
const ICONS = {
  testing: "signal-fair",
  direct: "signal-good",
  direct_slow: "signal-fair",
  relay: "signal-fair",
  relay_tcp: "signal-fair",
  none: "signal-poor",
  unable: "signal-poor",
};

/** @param {Line} line */
export function renderWay(line) {
  const words = part("network-verdict");
  const { verdict } = line;
  if (words.dataset.verdict !== verdict) {
    words.dataset.verdict = verdict;
    words.textContent = t(`device.network_${verdict}`);
    arrange(part("network-icon"), [icon(ICONS[verdict])]);
  }
  const call = document.querySelector("[data-testid=network-call]");
  if (call instanceof HTMLElement) call.hidden = verdict !== "none";
  part("network-ways").replaceChildren(...details(line));
}

/** @param {Line} line */
function details({ path, relays, verdict }) {
  const direct = path?.way === "direct" ? "open" : verdict === "testing" ? "testing" : "closed";
  const rows = [row("direct", direct)];
  for (const [transport, outcome] of relays) rows.push(row(transport, outcome));
  if (relays.size === 0) rows.push(row("relay", "absent"));
  if (path?.roundTrip != null) rows.push(pair("round_trip", t("device.ms", { ms: path.roundTrip })));
  return rows.flat();
}

/**
 * @param {string} way
 * @param {string} outcome
 */
function row(way, outcome) {
  const [name, words] = pair(way, t(`device.way_${outcome}`));
  words.dataset.testid = "network-way";
  words.dataset.way = way;
  words.dataset.outcome = outcome;
  return [name, words];
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {[HTMLElement, HTMLElement]}
 */
function pair(name, value) {
  return [el("dt", { text: t(`device.way.${name}`) }), el("dd", { text: value })];
}
