/**
 * How long the hosts have been with each side, and with each person alone: who waits must not be forgotten. What
 * was said alone with a person counts for that person's side.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Attention} Spent
 */

import { el, part } from "../../elements.js";
import { label, t } from "../../words.js";
import { now } from "../clock.js";

const MINUTE = 60_000;
const TICK_MS = 5_000;
/** From when on, and from which difference on, a host is reminded of the side that has had little. */
const ENOUGH = 10 * MINUTE;
const LITTLE = 1 / 3;

/**
 * @param {Spent | undefined} spent
 * @param {number} at milliseconds
 */
export function total(spent, at) {
  if (spent === undefined) return 0;
  return spent.ms + (spent.since === undefined ? 0 : Math.max(0, at - Date.parse(spent.since)));
}

/**
 * Each side's time and its share of all, by group.
 * @param {View} view
 * @param {number} at
 * @returns {Map<string, {ms: number, share: number}>}
 */
export function shares({ groups, attention, roster }, at) {
  const times = new Map(groups.map(({ id }) => [id, total(attention?.groups[id], at)]));
  for (const [seat, spent] of Object.entries(attention?.people ?? {})) {
    const group = roster?.[seat]?.group;
    if (group !== undefined) times.set(group, (times.get(group) ?? 0) + total(spent, at));
  }
  const all = [...times.values()].reduce((sum, ms) => sum + ms, 0);
  return new Map([...times].map(([id, ms]) => [id, { ms, share: all === 0 ? 0 : ms / all }]));
}

/**
 * The side that has had far less than another, once there is something to compare.
 * @param {Map<string, {ms: number}>} times
 */
export function neglected(times) {
  const sorted = [...times].sort(([, one], [, other]) => one.ms - other.ms);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most || most[1].ms < ENOUGH || least[1].ms > most[1].ms * LITTLE) return null;
  return least[0];
}

export class Attention {
  /** @type {View | null} */
  #view = null;
  /** @type {Map<string, HTMLElement>} by group */
  #sides = new Map();
  /** @type {Map<string, HTMLElement>} by seat */
  #people = new Map();

  constructor() {
    setInterval(() => this.#tell(), TICK_MS);
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    this.#tell();
  }

  /**
   * Where a side's time is told.
   * @param {string} group
   */
  side(group) {
    return element(this.#sides, group, "side-time");
  }

  /**
   * Where the time alone with a person is told.
   * @param {string} seat
   */
  person(seat) {
    return element(this.#people, seat, "alone-time");
  }

  #tell() {
    const view = this.#view;
    if (view === null) return;
    const at = now();
    const times = shares(view, at);
    for (const [group, place] of this.#sides) {
      const { ms, share } = times.get(group) ?? { ms: 0, share: 0 };
      write(place, ms, (time) => t("attention.side", { time, share: Math.round(share * 100) }));
    }
    for (const [seat, place] of this.#people) {
      write(place, total(view.attention?.people[seat], at), (time) => t("attention.alone", { time }));
    }
    const group = view.groups.find(({ id }) => id === neglected(times));
    part("balance").hidden = group === undefined;
    if (group) part("balance").textContent = t("attention.balance", { side: label(group) });
  }
}

/**
 * @param {Map<string, HTMLElement>} known
 * @param {string} key
 * @param {string} testid
 */
function element(known, key, testid) {
  const place = known.get(key) ?? el("span", { class: "spent", testid });
  known.set(key, place);
  return place;
}

/**
 * @param {HTMLElement} place
 * @param {number} ms
 * @param {(time: string) => string} words
 */
function write(place, ms, words) {
  place.hidden = ms === 0;
  const text = words(duration(ms));
  if (place.textContent !== text) place.textContent = text;
}

/** @param {number} ms */
export function duration(ms) {
  const minutes = Math.floor(ms / MINUTE);
  if (minutes < 1) return t("attention.moment");
  if (minutes < 60) return t("attention.minutes", { minutes });
  return t("attention.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
