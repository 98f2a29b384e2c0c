/**
 * One item of the ledger: its words, whose they are, how far they may go, and what the host can do about it.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").LedgerItem} Item
 * @typedef {import("../../protocol.js").Group} Group
 *
 * @typedef {object} Steps what the host can do with an item
 * @property {(item: string, side: string) => void} ask
 * @property {(item: string) => void} convey
 * @property {(item: string) => void} withdraw
 * @property {(item: Item) => void} reword begins another item with these words
 */

import { button, el, icon } from "../../elements.js";
import { label, t } from "../../words.js";
import { ofDay } from "../clock.js";
import { secretHere, tellable } from "./disclosure.js";

/** A state is seen before it is read, and never by colour alone. */
const ICONS = {
  secret: "private",
  asked: "clock",
  may_be_conveyed: "agreed",
  refused: "close",
  conveyed: "told",
  withdrawn: "withdrawn",
};
/** What an item can still be taken back from. */
const OPEN = new Set(["secret", "asked", "may_be_conveyed"]);

/**
 * All that `row` depends on.
 * @param {View} view
 * @param {Item} item
 */
export function rowKey(view, item) {
  return [item.state, secretHere(view, item), tellable(view, item), reachable(view, item)].join(" ");
}

/**
 * @param {View} view
 * @param {string} id
 * @param {Item} item
 * @param {Steps} steps
 */
export function row(view, id, item, steps) {
  const data = { state: item.state, person: item.person, here: secretHere(view, item) ? "secret" : "" };
  const state = t(`ledger.${item.state}`, { side: sideName(view, item.side), time: ofDay(item.since) });
  return el("li", { class: "item", testid: "ledger-item", data }, [
    el("p", { class: "state" }, [icon(ICONS[item.state]), el("span", { text: state })]),
    el("blockquote", { text: item.wording ?? "" }),
    el("p", { class: "quiet", text: origin(view, item) }),
    item.state === "asked" && !reachable(view, item) ? el("p", { class: "quiet", text: t("ledger.later") }) : null,
    el("div", { class: "acts" }, acts(view, id, item, steps)),
  ]);
}

/**
 * @param {View} view
 * @param {string} id
 * @param {Item} item
 * @param {Steps} steps
 */
function acts(view, id, item, steps) {
  const asks = item.state === "secret" ? sides(view, item).map((group) => askButton(id, group, steps)) : [];
  const told = item.state === "may_be_conveyed" ? conveyButton(view, id, item, steps) : null;
  const back = button(t("ledger.withdraw"), () => steps.withdraw(id), { class: "link", testid: "item-withdraw" });
  const anew = button(t("ledger.reword"), () => steps.reword(item), { class: "link", testid: "item-reword" });
  return [...asks, told, OPEN.has(item.state) ? back : null, item.state === "conveyed" ? null : anew];
}

/**
 * @param {string} id
 * @param {Group} group
 * @param {Steps} steps
 */
function askButton(id, group, steps) {
  const words = t("ledger.ask", { side: label(group) });
  return button(words, () => steps.ask(id, group.id), { testid: "item-ask", data: { side: group.id } });
}

/**
 * @param {View} view
 * @param {string} id
 * @param {Item} item
 * @param {Steps} steps
 */
function conveyButton(view, id, item, steps) {
  if (!tellable(view, item)) {
    return el("span", { class: "quiet", text: t("ledger.go_there", { side: sideName(view, item.side) }) });
  }
  return button(t("ledger.convey"), () => steps.convey(id), { class: "primary", testid: "item-convey" });
}

/**
 * The sides that could be told: not the one that has heard it.
 * @param {View} view
 * @param {Item} item
 */
function sides(view, item) {
  const own = view.roster?.[item.seat]?.group;
  return view.groups.filter(({ id }) => id !== item.source && id !== own);
}

/**
 * Whether its speaker can see the question now: only in a channel of their own.
 * @param {View} view
 * @param {Item} item
 */
function reachable(view, item) {
  const channel = view.roster?.[item.seat]?.channel;
  return channel === "private" || (channel !== undefined && view.groups.some(({ id }) => id === channel));
}

/**
 * @param {View} view
 * @param {Item} item
 */
function origin(view, item) {
  const name = view.roster?.[item.seat]?.name ?? item.person;
  return `${name} · ${sourceName(view, item.source)} · ${ofDay(item.at)}`;
}

/**
 * Where something was heard.
 * @param {View} view
 * @param {string} source a group's id, or `private`
 */
export function sourceName(view, source) {
  return source === "private" ? t("place.private") : t("ledger.among", { side: sideName(view, source) });
}

/**
 * @param {View} view
 * @param {string | undefined} side
 */
function sideName(view, side) {
  const group = view.groups.find(({ id }) => id === side);
  return group ? label(group) : "";
}
