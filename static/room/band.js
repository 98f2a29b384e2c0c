/**
 * Where I am: colour, picture and words, and since when. The one moment of a move is felt here.
 *
 * @typedef {import("../protocol.js").View} View
 */

import { label, t } from "../words.js";
import { sinceElement } from "./clock.js";
import { arrange, icon, part } from "./elements.js";

const ICONS = { lobby: "clock", joint: "three", group: "private", private: "private", neutral: "neutral" };

export class Band {
  /** @type {string | undefined} */
  #stay = "";

  /** @param {View} view */
  render(view) {
    const { place } = view;
    const room = part("room");
    room.dataset.channel = place.channel;
    room.dataset.kind = place.kind;
    part("place").textContent = placeName(view, place.channel);
    part("case").textContent = view.session.case_no;
    if (place.stay === this.#stay) return;
    arrange(part("place-icon"), [icon(ICONS[place.kind])]);
    arrange(part("place-since"), place.since ? [sinceElement(place.since)] : []);
    if (this.#stay !== "") navigator.vibrate?.(80);
    this.#stay = place.stay;
  }
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
