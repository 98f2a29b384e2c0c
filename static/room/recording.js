/**
 * The recording of the talk in which I am: told in the band, asked in a card among the people. In the joint talk it is
 * my consent that is asked for, once; in a separate talk everybody's word there and then. Nothing of it is spoken by
 * the page: the card is for the eye, and for whoever has the page read to them.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").RosterEntry} RosterEntry
 * @typedef {import("./controls.js").Do} Do
 */

import { arrange, button, el, icon, part, typedPart } from "../elements.js";
import { foreign, t } from "../words.js";
import { keep, recall } from "./check/remembered.js";
import { notice, noticeRefusal } from "./notices.js";
import { ended, mayStop, questions, told, tookBack } from "./recorded.js";
import { Rows } from "./rows.js";

const REFUSED = "recording-refused";

/** @typedef {import("./recorded.js").Question} Question */

export class Recording {
  #do;
  /** @type {View | null} */
  #view = null;
  /** Since when the recording is that I have ended myself: that is told in other words. */
  #stopped = "";
  #shown = "";
  /** @type {HTMLElement | null} what was said last about it: it must not stand beside what is true now */
  #said = null;
  #cards = new Rows(part("recording-asked"));

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    part("recording-stop").addEventListener("click", () => void this.#stop());
  }

  /** @param {View} view */
  render(view) {
    const before = this.#view;
    this.#view = view;
    if (before) this.#follow(before, view);
    this.#tell(view);
    this.#ask(view);
    part("recording-stop").hidden = !mayStop(view);
    const words = part("recording-stop").querySelector(".words");
    if (words) words.textContent = t(view.recording?.state === "on" ? "recording.stop" : "recording.take_back");
  }

  /**
   * @param {View} before
   * @param {View} view
   */
  #follow(before, view) {
    const over = ended(before, view);
    if (over && before.recording?.since !== this.#stopped) this.#say(over);
    const { recording } = view;
    if (recording && tookBack(before, view)) keep(refusedBy(view.me.seat), recording.since);
    if (before.session.rule !== view.session.rule) this.#say(`rule_${view.session.rule}`);
    if (recording && (!before.recording || tookBack(before, view))) this.#said?.remove();
  }

  /** @param {View} view */
  #tell(view) {
    const state = told(view);
    const more = view.recording?.me === false ? [t("recording.not_me")] : [];
    const lines = state === "" ? [] : [sentence(view, state), ...more];
    const shown = [state, ...lines].join("\n");
    // Said anew only when it says something else.
    if (shown === this.#shown) return;
    this.#shown = shown;
    const [words = ""] = lines;
    const indicator = el("p", { testid: "recording-indicator", data: { state: state === "on" ? "on" : "waiting" } }, [
      el("span", { class: "recorded" }, [icon("record"), el("span", { text: words })]),
      ...more.map((text) => el("span", { testid: "recording-not-me", text })),
    ]);
    part("recording").classList.toggle("long", more.length > 0);
    arrange(part("recording"), state === "" ? [] : [indicator]);
  }

  /** @param {View} view */
  #ask(view) {
    const { place, recording, session } = view;
    const [stay = "", since = ""] = [place.stay, recording?.since];
    const asked = questions(view, (seat) => recall(refusedBy(seat)));
    this.#cards.render(
      asked.map((one) => ({
        id: `${one.kind} ${one.seat}`,
        key: [stay, since, one.name, session.rule].join(" "),
        make: () => this.#card(one, stay, since, why(one, session.rule)),
      })),
    );
  }

  /**
   * @param {Question} asked
   * @param {string} stay in which it was asked
   * @param {string} since
   * @param {string} because
   */
  #card({ kind, seat, name }, stay, since, because) {
    const answer = (/** @type {boolean} */ given) =>
      void (kind === "joint" ? this.#consent(given, seat, since) : this.#agree(given, stay, since));
    const heading = `recording-question-${seat}`;
    const words = name ? t("recording.ask_joint_by_name", { name: foreign(name) }) : t(`recording.ask_${kind}`);
    const make = { class: "card", testid: "recording-card", data: { seat }, attributes: { "aria-labelledby": heading } };
    return el("section", make, [
      el("h2", { text: words, attributes: { id: heading } }),
      el("p", { text: because }),
      el("div", { class: "choices" }, [
        button(t("recording.yes"), () => answer(true), { class: "primary", testid: "recording-yes" }),
        button(t("recording.no"), () => answer(false), { testid: "recording-no" }),
      ]),
    ]);
  }

  /**
   * @param {boolean} given
   * @param {string} seat
   * @param {string} since
   */
  async #consent(given, seat, since) {
    if (!given) {
      keep(refusedBy(seat), since);
      if (this.#view) this.#ask(this.#view);
      return this.#say("not_given");
    }
    const reply = await this.#do("consent", { kind: "recording", given, who: seat });
    if ("code" in reply) return noticeRefusal(reply);
    this.#say("given");
  }

  /**
   * @param {boolean} agreed
   * @param {string} stay
   * @param {string} since
   */
  async #agree(agreed, stay, since) {
    if (!agreed) this.#stopped = since;
    const was = this.#view?.recording?.state;
    const reply = await this.#do("agree_recording", { stay, agreed });
    if ("code" in reply) {
      this.#stopped = "";
      return noticeRefusal(reply);
    }
    this.#say(agreed ? "agreed" : was === "on" ? "stopped_by_me" : "declined");
  }

  /** @param {string} key */
  #say(key) {
    this.#said?.remove();
    this.#said = notice(t(`recording.${key}`));
  }

  async #stop() {
    // What is said about it would lie under the dialog.
    typedPart("more-dialog", HTMLDialogElement).close();
    const { place, recording } = this.#view ?? {};
    if (place && recording) await this.#agree(false, place.stay ?? "", recording.since);
  }
}

/** @param {string} seat */
function refusedBy(seat) {
  return `${REFUSED} ${seat}`;
}

/**
 * @param {Question} asked
 * @param {string} rule
 */
function why({ kind }, rule) {
  return t(kind === "joint" && rule === "consenting" ? "recording.why_consenting" : `recording.why_${kind}`);
}

/**
 * Hosts are told for whom it waits.
 * @param {View} view
 * @param {string} state
 */
function sentence({ recording, roster }, state) {
  const names = (recording?.lacking ?? []).flatMap((seat) => roster?.[seat] ?? []).map(name);
  if (state !== "waiting" || names.length === 0) return t(`recording.${state}`);
  return t("recording.lacking", { names: names.join(t("room.names_and")) });
}

/** @param {RosterEntry} entry */
function name(entry) {
  return entry.telephone ? t("recording.by_telephone", { name: entry.name }) : foreign(entry.name);
}
