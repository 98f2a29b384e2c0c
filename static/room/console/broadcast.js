/**
 * A word to everybody at once, wherever each is. Before it goes out the page names the rooms that will read it.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./kept.js").Kept} Kept
 */

import { t } from "../../words.js";
import { placeName } from "../band.js";
import { part, typedPart } from "../elements.js";
import { notice, noticeRefusal } from "../notices.js";
import { confirmed } from "./confirm.js";

const DRAFT = "broadcast-draft";
const HOSTS = new Set(["mediator", "co_mediator"]);
const PRESENT = new Set(["waiting", "admitted"]);

/**
 * The rooms in which somebody reads what is told to all, and what each is called on the wire: each device that waits
 * is alone, and so is everybody with whom a host speaks in private.
 * @param {View} view
 * @returns {Map<string, string>}
 */
export function audience({ place, me, roster }) {
  const rooms = new Map([[keyOf(place.channel, place.with ?? me.seat), place.channel]]);
  for (const [seat, entry] of Object.entries(roster ?? {})) {
    if (!entry.channel || entry.telephone || !PRESENT.has(entry.standing)) continue;
    // Another host in private is with somebody who is in the list as well.
    if (entry.channel === "private" && HOSTS.has(entry.role)) continue;
    rooms.set(keyOf(entry.channel, entry.interprets ?? seat), entry.channel);
  }
  return rooms;
}

/**
 * @param {string} channel
 * @param {string} whose
 */
function keyOf(channel, whose) {
  return channel === "lobby" || channel === "private" ? `${channel} ${whose}` : channel;
}

export class Broadcast {
  #do;
  #kept;
  /** @type {View | null} */
  #view = null;
  #dialog = typedPart("broadcast", HTMLDialogElement);
  #text = typedPart("broadcast-text", HTMLTextAreaElement);

  /**
   * @param {Do} act
   * @param {Kept} kept
   */
  constructor(act, kept) {
    this.#do = act;
    this.#kept = kept;
    this.#text.value = kept.get(DRAFT);
    this.#text.addEventListener("input", () => kept.set(DRAFT, this.#text.value));
    part("broadcast-open").addEventListener("click", () => this.#dialog.showModal());
    part("broadcast-close").addEventListener("click", () => this.#dialog.close());
    typedPart("broadcast-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    part("broadcast-rooms").textContent = told(view);
  }

  async #send() {
    const [view, text] = [this.#view, this.#text.value.trim()];
    if (view === null || text === "") return this.#text.focus();
    const count = audience(view).size;
    const words = { title: t("broadcast.confirm", { count }), text: `${told(view)}\n“${text}”`, yes: t("broadcast.send") };
    if (!(await confirmed(words))) return;
    const reply = await this.#do("broadcast", { text });
    if ("code" in reply) return noticeRefusal(reply);
    this.#text.value = "";
    this.#kept.set(DRAFT, "");
    this.#dialog.close();
    notice(t("broadcast.sent", { count }));
  }
}

/**
 * The rooms by name, those of one name counted.
 * @param {View} view
 */
function told(view) {
  /** @type {Map<string, number>} */
  const names = new Map();
  for (const channel of audience(view).values()) {
    const name = placeName(view, channel);
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  const rooms = [...names].map(([name, count]) => (count === 1 ? name : t("broadcast.several", { name, count })));
  return t("broadcast.rooms", { rooms: rooms.join(t("room.names_and")) });
}
