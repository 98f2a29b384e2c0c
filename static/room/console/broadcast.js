/**
 * A word to everybody at once, wherever each is. Before it goes out the page names the rooms that will read it.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./kept.js").Kept} Kept
 */

import { part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { placeName } from "../band.js";
import { notice, noticeRefusal } from "../notices.js";
import { audience } from "./audience.js";
import { confirmed } from "./confirm.js";

const DRAFT = "broadcast-draft";

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
    // Above the words to those who are here.
    part("chat").prepend(part("broadcast-open"));
    part("broadcast-open").addEventListener("click", () => this.open());
    part("broadcast-close").addEventListener("click", () => this.#dialog.close());
    typedPart("broadcast-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  open() {
    this.#dialog.showModal();
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
