/**
 * The host's moves: part the groups, go to one of them or aside, bring all together; and the session as a
 * whole.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("./controls.js").Do} Do
 */

import { label, t } from "../words.js";
import { arrange, button, el, part, typedPart } from "./elements.js";
import { noticeRefusal, undoable } from "./notices.js";

export class Moves {
  #do;
  /** @type {View | null} */
  #view = null;

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    press("separate", () => this.#act("separate"));
    press("rejoin", () => this.#act("rejoin"));
    press("lock", () => this.#act("lock", { on: !this.#view?.session.locked }));
    press("adjourn", () => this.#adjourn());
    press("end-session", () => undoable("host.ending", () => void this.#act("end")));
    document.addEventListener("keydown", (event) => this.#key(event));
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
    return sides.map(({ side, words, unread }) => {
      const visit = button(words, () => this.#act("visit", { side }), { testid: "visit" });
      visit.dataset.side = side;
      if (unread > 0) visit.append(el("span", { class: "unread", testid: "unread", text: String(unread) }));
      visit.disabled = !enabled;
      visit.setAttribute("aria-pressed", String(view.place.channel === side));
      return visit;
    });
  }

  #adjourn() {
    this.#act(this.#view?.session.state === "adjourned" ? "resume" : "adjourn");
  }

  /**
   * 1 together, 2, 3, … each group, the last: aside.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (this.#view?.me.host !== true || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    const buttons = [part("rejoin"), ...part("visits").querySelectorAll("button")];
    if (/^[1-9]$/.test(event.key)) buttons[Number(event.key) - 1]?.click();
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
