/**
 * The disclosure ledger: what was heard in private, and how far its speaker lets it go.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").LedgerItem} Item
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./kept.js").Kept} Kept
 */

import { fill, part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { notice, noticeRefusal, undoable } from "../notices.js";
import { Rows } from "../rows.js";
import { row, rowKey, sourceName } from "./ledger-row.js";

const DRAFT = "ledger-draft";

export class Ledger {
  #do;
  #kept;
  /** @type {View | null} */
  #view = null;
  #rows = new Rows(part("ledger-items"));
  #who = typedPart("hear-who", HTMLSelectElement);
  #source = typedPart("hear-source", HTMLSelectElement);
  #wording = typedPart("hear-wording", HTMLTextAreaElement);
  #people = "";
  #stay = "";
  #steps;

  /**
   * @param {Do} act
   * @param {Kept} kept
   */
  constructor(act, kept) {
    this.#do = act;
    this.#kept = kept;
    this.#wording.value = kept.get(DRAFT);
    this.#wording.addEventListener("input", () => kept.set(DRAFT, this.#wording.value));
    this.#wording.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.#hear();
    });
    this.#who.addEventListener("change", () => this.#offerSources());
    typedPart("hear", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#hear();
    });
    this.#steps = {
      ask: (/** @type {string} */ item, /** @type {string} */ side) => void this.#act("ask_consent", { item, side }),
      convey: (/** @type {string} */ item) => undoable("ledger.conveying", () => void this.#act("convey", { item })),
      withdraw: (/** @type {string} */ item) => void this.#act("withdraw", { item }),
      reword: (/** @type {Item} */ item) => this.#reword(item),
    };
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    this.#offerPeople(view);
    // What is asked of a proposal stands beside its text.
    const words = Object.entries(view.ledger ?? {}).filter(([, { proposal }]) => !proposal);
    const items = words.sort(([, one], [, other]) => (one.at < other.at ? 1 : -1));
    this.#rows.render(
      items.map(([id, item]) => ({ id, key: rowKey(view, item), make: () => row(view, id, item, this.#steps) })),
    );
    part("ledger-empty").hidden = items.length > 0;
  }

  /** @param {View} view */
  #offerPeople(view) {
    const sides = new Set(view.groups.map(({ id }) => id));
    const people = Object.entries(view.roster ?? {}).filter(([, { group }]) => group && sides.has(group));
    const names = people.map(([seat, { name }]) => `${seat} ${name}`).join("\n");
    if (names !== this.#people) {
      this.#people = names;
      fill(this.#who, people.map(([seat, { name }]) => ({ value: seat, words: name })));
    }
    // Whoever was just met is most likely whose words are written down next; an unfinished text keeps its speaker.
    if (view.place.stay === this.#stay || this.#wording.value !== "") return;
    this.#stay = view.place.stay ?? "";
    const here = view.place.with ?? people.find(([, { group }]) => group === view.place.channel)?.[0];
    if (here !== undefined) this.#who.value = here;
    this.#offerSources();
  }

  #offerSources() {
    const view = this.#view;
    const group = view?.roster?.[this.#who.value]?.group;
    if (!view || !group) return;
    const sources = [group, "private"];
    fill(this.#source, sources.map((value) => ({ value, words: sourceName(view, value) })));
    this.#source.value = view.place.kind === "private" ? "private" : group;
  }

  /** @param {Item} item */
  #reword(item) {
    this.#who.value = item.seat;
    this.#offerSources();
    this.#source.value = item.source;
    this.#wording.value = item.wording ?? "";
    this.#wording.focus();
  }

  async #hear() {
    const wording = this.#wording.value.trim();
    if (wording === "") return this.#wording.focus();
    const reply = await this.#do("hear", { who: this.#who.value, source: this.#source.value, wording });
    if ("code" in reply) return noticeRefusal(reply);
    this.#wording.value = "";
    this.#kept.set(DRAFT, "");
    notice(t("ledger.heard"));
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   */
  async #act(type, fields) {
    noticeRefusal(await this.#do(type, fields));
  }
}
