/**
 * Where I am: colour, picture and words, and since when. The one moment of a move is felt here.
 *
 * @typedef {import("../protocol.js").View} View
 */

import { Since } from "../components/since.js";
import { arrange, icon, part } from "../elements.js";
import { foreign, label, t } from "../words.js";
import { feel } from "./felt.js";

/** How many are together is seen before it is read: three figures, or two behind a lock. */
const ICONS = {
  lobby: ["clock"],
  joint: ["person", "person", "person"],
  group: ["private", "person", "person"],
  private: ["private", "person", "person"],
  neutral: ["neutral"],
};
/** More names than these say less than "your side". */
const NAMES = 2;
const HOSTS = new Set(["mediator", "co_mediator"]);

export class Band {
  /** @type {string | undefined} */
  #stay = "";

  /** @param {View} view */
  render(view) {
    const { place } = view;
    const room = part("room");
    room.dataset.channel = place.channel;
    room.dataset.kind = place.kind;
    part("place").textContent = place.kind === "lobby" ? t("place.lobby") : whereAmI(view);
    part("case").textContent = foreign(view.session.case_no);
    for (const way of document.querySelectorAll("[data-to-case]")) {
      way.setAttribute("href", `/cases/${encodeURIComponent(view.session.case_no)}`);
    }
    if (place.stay === this.#stay) return;
    arrange(part("place-icon"), ICONS[place.kind].map(icon));
    arrange(part("place-since"), place.since ? [new Since(place.since)] : []);
    if (this.#stay !== "") feel(place.kind);
    this.#stay = place.stay;
  }
}

/**
 * Where I am, and with a party who is in it: the promise of privacy must be true to the letter.
 * @param {View} view
 */
export function whereAmI(view) {
  const { place, me, people, mediator } = view;
  if (place.kind !== "private" && place.kind !== "group") return placeName(view, place.channel);
  if (me.host) {
    const met = place.with && people[place.with];
    return met ? t("place.private_with", { name: met.name }) : placeName(view, place.channel);
  }
  const others = Object.values(people).filter(({ role }) => !HOSTS.has(role));
  const company = others.length === 0 ? "only" : others.length > NAMES ? "side" : "names";
  const names = others.map(({ name }) => foreign(name)).join(t("room.names_and"));
  return t(`place.${mediator.state}_${company}`, { names });
}

/**
 * A channel's name as people say it.
 * @param {View} view
 * @param {string} channel wire name
 */
export function placeName(view, channel) {
  const group = view.groups.find(({ id }) => id === channel);
  return group ? t("place.group", { group: label(group) }) : t(`place.${channel}`);
}
