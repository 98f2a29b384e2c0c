/**
 * What a host may say where they are now, of what was heard in private, and what not. Pure.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").LedgerItem} Item
 */

/**
 * The side whose channel this is, or that of the person met in private; null where there is none.
 * @param {View} view
 */
export function sideHere({ place, roster }) {
  if (place.kind === "group") return place.channel;
  if (place.kind === "private" && place.with !== undefined) return roster?.[place.with]?.group ?? null;
  return null;
}

/**
 * Whether a host can have it conveyed here and now.
 * @param {View} view
 * @param {Item} item
 */
export function tellable({ place }, { state, side }) {
  return state === "may_be_conveyed" && place.kind === "group" && place.channel === side;
}

/**
 * Whether a word of it here would betray its speaker: somebody is here who was not told it by them, and they
 * have not agreed that this side may know. What one said alone is kept from one's own side too.
 * @param {View} view
 * @param {Item} item
 */
export function secretHere(view, item) {
  const { kind } = view.place;
  if (kind === "lobby" || kind === "neutral") return false;
  if (kind === "private" && view.place.with === item.seat) return false;
  const side = sideHere(view);
  if (item.source !== "private" && item.source === side) return false;
  const agreed = item.state === "may_be_conveyed" || item.state === "conveyed";
  return !(agreed && item.side === side);
}

/**
 * @param {View} view
 * @returns {{tellable: string[], secret: string[]}} ids
 */
export function here(view) {
  const items = Object.entries(view.ledger ?? {}).filter(([, { proposal }]) => !proposal);
  return {
    tellable: items.filter(([, item]) => tellable(view, item)).map(([id]) => id),
    secret: items.filter(([, item]) => secretHere(view, item)).map(([id]) => id),
  };
}
