/**
 * The host's list of people: who knocks on top, then everybody by group, with what a host can do for each.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").RosterEntry} Entry
 * @typedef {import("./controls.js").Do} Do
 */

import { label, t } from "../words.js";
import { placeName } from "./band.js";
import { equipmentLine } from "./check/seen.js";
import { sinceElement } from "./clock.js";
import { arrange, button, el, icon, part, typedPart } from "./elements.js";
import { notice, noticeRefusal, undoable } from "./notices.js";
import { knock } from "./sound.js";
import { title } from "./tile.js";

const HOSTS = new Set(["mediator", "co_mediator"]);
const GUESTS = new Set(["clerk", "observer", "expert"]);

export class Roster {
  #do;
  /** @type {Map<string, {entry: Entry, here: boolean, row: HTMLElement}>} by seat */
  #rows = new Map();
  /** @type {Set<string>} seats */
  #knocking = new Set();

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    part("admit-all").addEventListener("click", () => void this.#act("admit_all"));
    part("code-close").addEventListener("click", () => typedPart("code-shown", HTMLDialogElement).close());
  }

  /** @param {View} view */
  render(view) {
    const entries = Object.entries(view.roster ?? {});
    const knocking = entries.filter(([, entry]) => entry.standing === "waiting");
    const rest = entries.filter(([seat, entry]) => entry.standing !== "waiting" && seat !== view.me.seat);
    const focused = this.#focused();
    this.#sound(knocking.filter(([, entry]) => entry.online).map(([seat]) => seat));
    arrange(part("lobby-list"), knocking.map(([seat, entry]) => this.#row(view, seat, entry)));
    part("admit-all").hidden = knocking.length < 2;
    arrange(part("roster"), this.#byGroup(view, rest));
    for (const seat of this.#rows.keys()) if (!view.roster || !(seat in view.roster)) this.#rows.delete(seat);
    if (focused && !part("host").contains(document.activeElement)) this.#refocus(focused);
  }

  /** Whose button has the focus, and which. */
  #focused() {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || !part("host").contains(at)) return null;
    const [seat] = [...this.#rows].find(([, { row }]) => row.contains(at)) ?? [""];
    return { seat, testid: at.dataset.testid ?? "" };
  }

  /**
   * A row made anew must not send whoever works by keyboard back to the top of the page.
   * @param {{seat: string, testid: string}} focused
   */
  #refocus({ seat, testid }) {
    const same = this.#rows.get(seat)?.row.querySelector(`[data-testid="${testid}"]`);
    const next = part("host").querySelector("button:not([hidden]), summary");
    const target = same ?? next;
    if (target instanceof HTMLElement) target.focus();
  }

  /**
   * A row is made anew only when its person changed: a button must not vanish under the finger.
   * @param {View} view
   * @param {string} seat
   * @param {Entry} entry
   */
  #row(view, seat, entry) {
    const here = seat in view.people;
    const known = this.#rows.get(seat);
    if (known && known.entry === entry && known.here === here) return known.row;
    const row = entry.standing === "waiting" ? this.#knock(seat, entry) : this.#entry(view, seat, entry);
    const menu = row.querySelector("details");
    if (menu && known?.row.querySelector("details")?.open) menu.open = true;
    this.#rows.set(seat, { entry, here, row });
    return row;
  }

  /** @param {string[]} seats */
  #sound(seats) {
    if (seats.some((seat) => !this.#knocking.has(seat))) knock();
    this.#knocking = new Set(seats);
  }

  /**
   * @param {string} seat
   * @param {Entry} entry
   */
  #knock(seat, entry) {
    const words = [
      t(entry.online ? "host.knocks" : "host.knocked_offline"),
      entry.new_device ? t("host.new_device") : "",
      entry.channel === "private" ? t("host.met_now") : "",
    ];
    return el("li", { class: "entry knocking", testid: "lobby-entry", data: { person: entry.person } }, [
      el("span", { class: "name", text: title(entry) }),
      el("span", { class: "quiet" }, [
        `${words.filter(Boolean).join(" ")} `,
        entry.since ? sinceElement(entry.since) : null,
      ]),
      equipmentLine(entry.equipment),
      el("span", { class: "acts" }, [
        this.#button("admit", "host.admit", { who: seat }, "primary"),
        entry.channel === "private" ? null : this.#button("meet", "host.meet", { who: seat }),
        this.#menu(seat, entry),
      ]),
    ]);
  }

  /**
   * @param {View} view
   * @param {[string, Entry][]} entries
   */
  #byGroup(view, entries) {
    /** @type {{id: string | null, name: string}[]} */
    const groups = view.groups.map((group) => ({ id: group.id, name: label(group) }));
    return [...groups, { id: null, name: t("host.neutral_people") }].flatMap(({ id, name }) => {
      const members = entries.filter(([, entry]) => (entry.group ?? null) === id);
      if (members.length === 0) return [];
      return [
        el("li", { class: "group-name", text: name }),
        ...members.map(([seat, entry]) => this.#row(view, seat, entry)),
      ];
    });
  }

  /**
   * @param {View} view
   * @param {string} seat
   * @param {Entry} entry
   */
  #entry(view, seat, entry) {
    const data = { person: entry.person, channel: entry.channel ?? "", standing: entry.standing };
    return el("li", { class: "entry", testid: "roster-entry", data }, [
      el("span", { class: entry.online ? "name" : "name quiet" }, [
        entry.standing === "admitted" ? icon(entry.mic ? "mic" : "mic-off") : icon("person"),
        el("span", { text: title(entry) }),
      ]),
      el("span", { class: "quiet" }, [
        `${where(view, entry)} `,
        entry.since ? sinceElement(entry.since) : null,
      ]),
      authority(entry),
      asking(entry),
      HOSTS.has(entry.role) ? null : el("span", { class: "acts" }, this.#acts(view, seat, entry)),
    ]);
  }

  /**
   * @param {View} view
   * @param {string} seat
   * @param {Entry} entry
   */
  #acts(view, seat, entry) {
    const here = entry.channel === view.place.channel && seat in view.people;
    const admitted = entry.standing === "admitted";
    const guest = admitted && !entry.group && GUESTS.has(entry.role) && !here;
    const alone = here && view.place.kind === "private";
    return [
      admitted && !alone ? this.#button("meet", "host.meet", { who: seat }) : null,
      guest ? this.#button("bring", "host.bring", { who: seat }) : null,
      this.#menu(seat, entry),
    ];
  }

  /**
   * What is needed seldom, behind one more press.
   * @param {string} seat
   * @param {Entry} entry
   */
  #menu(seat, entry) {
    const who = { who: seat };
    const admitted = entry.standing === "admitted";
    const remove = () => undoable("host.removing", () => void this.#act("remove", who));
    const removal = button(t("host.remove"), remove, { testid: "remove", class: "danger" });
    return el("details", { class: "menu" }, [
      el("summary", { text: t("host.more"), testid: "person-more" }),
      admitted ? equipmentLine(entry.equipment) : null,
      admitted && entry.mic ? this.#button("mute-person", "host.mute", who, "", "mute") : null,
      admitted ? this.#button("back-to-lobby", "host.back_to_lobby", who, "", "back_to_lobby") : null,
      button(t("host.fresh_code"), () => void this.#freshCode(seat, entry.name), { testid: "fresh-code" }),
      entry.standing === "removed" ? null : removal,
    ]);
  }

  /**
   * @param {string} testid
   * @param {string} words
   * @param {{who: string}} fields
   * @param {string} [style]
   * @param {string} [type] the command, where it is not named as the button
   */
  #button(testid, words, fields, style = "", type = testid) {
    return button(t(words), () => void this.#act(type, fields), { testid, class: style });
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} [fields]
   */
  async #act(type, fields) {
    noticeRefusal(await this.#do(type, fields));
  }

  /**
   * @param {string} who
   * @param {string} name
   */
  async #freshCode(who, name) {
    const reply = await this.#do("reissue_code", { who });
    if ("code" in reply) return noticeRefusal(reply);
    part("code-for").textContent = t("host.code_for", { name });
    part("code-text").textContent = String(reply.value["code"]);
    typedPart("code-shown", HTMLDialogElement).showModal();
    return notice(t("host.code_made", { name }));
  }
}

/**
 * @param {View} view
 * @param {Entry} entry
 */
function where(view, entry) {
  if (!entry.channel) return t(`host.standing_${entry.standing}`);
  const words = [placeName(view, entry.channel)];
  if (!entry.online) words.unshift(t("room.offline"));
  if (entry.new_device) words.push(t("host.new_device"));
  return words.join(" · ");
}

/** @param {Entry} entry */
function asking({ asked_alone }) {
  if (!asked_alone) return null;
  const words = `${t("host.asks_alone")} `;
  return el("span", { class: "asks", testid: "asks-alone" }, [words, sinceElement(asked_alone)]);
}

/** @param {Entry} entry */
function authority({ authority }) {
  if (!authority) return null;
  const words = [t("host.acts_for", { principal: authority.principal }), t(`host.scope_${authority.scope}`)];
  if (authority.expired) words.push(t("host.authority_expired"));
  if (authority.ceiling) words.push(t("host.ceiling", { amount: authority.ceiling }));
  return el("span", { class: "quiet", text: words.join(" · ") });
}
