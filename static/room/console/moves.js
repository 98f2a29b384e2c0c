/**
 * The host's moves: part the groups, go to one of them or aside, bring all together; and the session as a
 * whole.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../controls.js").Do} Do
 */

import { arrange, button, el, part, typedPart } from "../../elements.js";
import { label, t } from "../../words.js";
import { noticeRefusal, undoable } from "../notices.js";

export class Moves {
  #do;
  /** @type {View | null} */
  #view = null;
  /** @type {Map<string, HTMLButtonElement>} by side: a button must not vanish under the finger */
  #sides = new Map();

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    press("separate", () => this.#act("separate"));
    press("rejoin", () => this.#act("rejoin"));
    press("lock", () => this.#act("lock", { on: !this.#view?.session.locked }));
    press("adjourn", () => this.#adjourn());
    press("end-session", () => undoable("host.ending", () => void this.#act("end")));
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const { session, place } = view;
    const apart = isApart(view);
    const open = session.state === "open";
    typedPart("separate", HTMLButtonElement).disabled = apart || !open;
    part("separate").setAttribute("aria-pressed", String(apart));
    typedPart("rejoin", HTMLButtonElement).disabled = (!apart && place.kind === "joint") || !open;
    part("rejoin").setAttribute("aria-pressed", String(!apart && place.kind === "joint"));
    arrange(part("visits"), this.#visits(view, apart && open));
    part("lock").setAttribute("aria-pressed", String(session.locked));
    part("adjourn").textContent = t(session.state === "adjourned" ? "host.resume" : "host.adjourn");
    typedPart("end-session", HTMLButtonElement).disabled = session.state === "ended";
  }

  /**
   * @param {View} view
   * @param {boolean} enabled
   */
  #visits(view, enabled) {
    const sides = [
      ...view.groups.map((group) => ({ side: group.id, words: label(group), unread: group.unread ?? 0 })),
      { side: "neutral", words: t("place.neutral"), unread: 0 },
    ];
    return sides.map(({ side, words, unread }, index) => {
      const visit = this.#side(side);
      visit.disabled = !enabled;
      visit.setAttribute("aria-pressed", String(view.place.channel === side));
      visit.replaceChildren(el("kbd", { text: String(index + 2) }), el("span", { class: "words", text: words }));
      if (unread > 0) visit.append(el("span", { class: "count", testid: "unread", text: String(unread) }));
      return visit;
    });
  }

  /** @param {string} side */
  #side(side) {
    const known = this.#sides.get(side);
    if (known) return known;
    const made = button("", () => this.#act("visit", { side }), { class: "segment", testid: "visit" });
    made.dataset.side = side;
    this.#sides.set(side, made);
    return made;
  }

  #adjourn() {
    this.#act(this.#view?.session.state === "adjourned" ? "resume" : "adjourn");
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} [fields]
   */
  async #act(type, fields) {
    noticeRefusal(await this.#do(type, fields));
  }
}

/**
 * Whether the groups are parted; only a host is told.
 * @param {View} view
 */
export function isApart(view) {
  return view.phase === "apart";
}

/**
 * @param {string} testid
 * @param {() => void} act
 */
function press(testid, act) {
  part(testid).addEventListener("click", act);
}
