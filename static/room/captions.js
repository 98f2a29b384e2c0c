/**
 * The strip of what is said, in a machine's words. It can be put away; it is read out by a screen reader only for whoever
 * switches that on, because it would talk over those who speak.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").PartialEvent} PartialEvent
 * @typedef {import("./spoken.js").Spoken} Spoken
 */

import { el, part } from "../elements.js";
import { foreign, t } from "../words.js";
import { keep, recall } from "./check/remembered.js";
import { Rows } from "./rows.js";
import { captioned, FORGOTTEN_MS, Partials, spoken } from "./spoken.js";
import { takeButton } from "./take-button.js";

const AWAY = "captions-away";
const ALOUD = "captions-aloud";
/** Pixels from the end within which a reader is taken to follow along. */
const NEAR_END = 40;

export class Captions {
  /** Whether the service can put speech into words. */
  #able = false;
  /** @type {View | null} */
  #view = null;
  #partials = new Partials();
  #panel = part("captions");
  #list = part("caption-list");
  #rows = new Rows(part("caption-list"));
  #away = recall(AWAY) === "yes";
  #aloud = recall(ALOUD) === "yes";

  constructor() {
    part("captions-hide").addEventListener("click", () => this.#putAway(!this.#away));
    part("captions-aloud").addEventListener("click", () => this.#readOut(!this.#aloud));
    this.#putAway(this.#away);
    this.#readOut(this.#aloud);
  }

  /** @param {boolean} able */
  able(able) {
    this.#able = able;
    if (this.#view) this.render(this.#view);
  }

  /** @param {PartialEvent} said */
  hear(said) {
    this.#partials.hear(said, performance.now());
    if (this.#view) this.render(this.#view);
    setTimeout(() => this.#view && this.render(this.#view), FORGOTTEN_MS + 100);
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const state = captioned(view, this.#able);
    this.#panel.hidden = state === "";
    this.#panel.dataset["state"] = state;
    part("captions-about").textContent = about(view, state);
    const follows = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < NEAR_END;
    const partials = this.#partials.standing(view, performance.now());
    const lines = spoken(view, partials, (names) => t("captions.one_of", { names: names.join(t("room.names_and")) }));
    const writes = view.minutes !== undefined;
    this.#rows.render(
      lines.map((line) => ({ id: line.id, key: JSON.stringify([writes, line]), make: () => row(line, writes) })),
    );
    this.#list.hidden = this.#away || lines.length === 0;
    if (follows) this.#list.scrollTop = this.#list.scrollHeight;
  }

  /** @param {boolean} away */
  #putAway(away) {
    this.#away = away;
    keep(AWAY, away ? "yes" : "no");
    this.#panel.classList.toggle("away", away);
    part("captions-hide").textContent = t(away ? "captions.show" : "captions.hide");
    part("captions-hide").setAttribute("aria-expanded", String(!away));
    part("captions-aloud").hidden = away;
    if (this.#view) this.render(this.#view);
  }

  /** @param {boolean} aloud */
  #readOut(aloud) {
    this.#aloud = aloud;
    keep(ALOUD, aloud ? "yes" : "no");
    part("captions-aloud").setAttribute("aria-pressed", String(aloud));
    this.#list.setAttribute("aria-live", aloud ? "polite" : "off");
  }
}

/**
 * @param {View} view
 * @param {string} state
 */
function about({ recording, roster }, state) {
  const names = (recording?.text_lacking ?? []).flatMap((seat) => roster?.[seat]?.name ?? []).map(foreign);
  if (state === "waiting" && names.length > 0) return t("captions.lacking", { names: names.join(t("room.names_and")) });
  return state === "" ? "" : t(`captions.${state}`);
}

/**
 * @param {Spoken} line
 * @param {boolean} writes whether one may take it into the record
 */
function row({ id, name, person, channel, state, parts }, writes) {
  const pieces = parts.map(({ text, kind }) =>
    kind === ""
      ? el("span", { text })
      : el("span", {
          class: "doubt",
          testid: "caption-doubt",
          data: { kind },
          text,
          attributes: { title: t("captions.doubt") },
        }),
  );
  const words = el("span", { class: "words", attributes: { dir: "auto" } }, pieces);
  const said = state === "gap" ? el("span", { class: "quiet", text: t("captions.gap") }) : words;
  return el("li", { testid: "caption", class: state, data: { channel, person, state } }, [
    el("span", { class: "speaker", text: foreign(name) }),
    said,
    writes && state === "final" && channel === "joint" ? takeButton(id) : "",
  ]);
}
