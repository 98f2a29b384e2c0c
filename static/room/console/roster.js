/**
 * The host's list of people: who knocks on top, then everybody by group, with what a host can do for each.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").RosterEntry} Entry
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("./attention.js").Attention} Attention
 */

import { Since } from "../../components/since.js";
import { title } from "../../components/tile.js";
import { arrange, button, el, icon, part } from "../../elements.js";
import { label, t } from "../../words.js";
import { placeName } from "../band.js";
import { noticeRefusal } from "../notices.js";
import { knock } from "../sound.js";
import { equipmentLine } from "./equipment.js";
import { PersonMenu } from "./person-menu.js";

const HOSTS = new Set(["mediator", "co_mediator"]);
const GUESTS = new Set(["clerk", "observer", "expert"]);

export class Roster {
  #do;
  #attention;
  #menu;
  /** @type {Map<string, {entry: Entry, around: string, row: HTMLElement}>} by seat */
  #rows = new Map();
  /** @type {Set<string>} seats */
  #knocking = new Set();

  /**
   * @param {Do} act
   * @param {Attention} attention
   */
  constructor(act, attention) {
    this.#do = act;
    this.#attention = attention;
    this.#menu = new PersonMenu(act);
    part("admit-all").addEventListener("click", () => void this.#act("admit_all"));
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
    const hosts = entries.some(([, { role }]) => HOSTS.has(role));
    part("lead-mine").hidden = !hosts || view.lead !== view.me.seat;
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
    const around = `${seat in view.people} ${view.lead === seat} ${view.lead === view.me.seat}`;
    const known = this.#rows.get(seat);
    if (known && known.entry === entry && known.around === around) return known.row;
    const row = entry.standing === "waiting" ? this.#knock(seat, entry) : this.#entry(view, seat, entry);
    const menu = row.querySelector("details");
    if (menu && known?.row.querySelector("details")?.open) menu.open = true;
    this.#rows.set(seat, { entry, around, row });
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
        entry.since ? new Since(entry.since) : null,
      ]),
      overheard(entry),
      equipmentLine(entry.equipment),
      el("span", { class: "acts" }, [
        this.#button("admit", "host.admit", { who: seat }, "primary"),
        entry.channel === "private" ? null : this.#button("meet", "host.meet", { who: seat }),
        this.#menu.make(seat, entry),
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
        el("li", { class: "group-name" }, [
          el("span", { text: name }),
          id === null ? null : this.#attention.side(id),
        ]),
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
      el("span", { class: entry.online || entry.telephone ? "name" : "name quiet" }, [
        icon(symbol(entry)),
        el("span", { text: title(entry) }),
      ]),
      el("span", { class: "quiet" }, [
        `${where(view, entry)} `,
        entry.since ? new Since(entry.since) : null,
      ]),
      authority(entry),
      entry.group ? this.#attention.person(seat) : null,
      asking(entry),
      overheard(entry),
      view.lead === seat ? el("span", { class: "quiet", text: t("host.leads"), testid: "leads" }) : null,
      el("span", { class: "acts" }, HOSTS.has(entry.role) ? this.#lead(view, seat, entry) : this.#acts(view, seat, entry)),
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
      this.#menu.make(seat, entry),
    ];
  }

  /**
   * To another host: the lead, from me or from them while they are away.
   * @param {View} view
   * @param {string} seat
   * @param {Entry} entry
   */
  #lead(view, seat, { standing, online, name }) {
    const hand = (/** @type {string} */ to) => () => void this.#act("hand_over", { to });
    if (view.lead === view.me.seat && standing === "admitted") {
      return [button(t("host.hand_over", { name }), hand(seat), { testid: "hand-over" })];
    }
    const away = view.lead === seat && !online;
    return away ? [button(t("host.take_over"), hand(view.me.seat), { testid: "take-over" })] : [];
  }

  /**
   * @param {string} testid
   * @param {string} words
   * @param {{who: string}} fields
   * @param {string} [style]
   */
  #button(testid, words, fields, style = "") {
    return button(t(words), () => void this.#act(testid, fields), { testid, class: style });
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
 * @param {View} view
 * @param {Entry} entry
 */
function where(view, entry) {
  if (!entry.channel) return t(`host.standing_${entry.standing}`);
  const words = [placeName(view, entry.channel)];
  if (entry.telephone) words.unshift(t("room.by_telephone"));
  else if (!entry.online) words.unshift(t("room.offline"));
  if (entry.new_device) words.push(t("host.new_device"));
  return words.join(" · ");
}

/** @param {Entry} entry */
function symbol({ telephone, standing, mic }) {
  if (telephone) return "telephone";
  if (standing !== "admitted") return "person";
  return mic ? "mic" : "mic-off";
}

/** @param {Entry} entry */
function asking({ asked_alone }) {
  if (!asked_alone) return null;
  const words = `${t("host.asks_alone")} `;
  return el("span", { class: "asks", testid: "asks-alone" }, [words, new Since(asked_alone)]);
}

/** @param {Entry} entry */
function overheard({ overheard }) {
  if (!overheard) return null;
  const words = [icon("ear"), ` ${t("host.overheard")} `, new Since(overheard)];
  return el("span", { class: "asks", testid: "may-be-overheard" }, words);
}

/** @param {Entry} entry */
function authority({ authority }) {
  if (!authority) return null;
  const words = [t("host.acts_for", { principal: authority.principal }), t(`host.scope_${authority.scope}`)];
  if (authority.expired) words.push(t("host.authority_expired"));
  if (authority.ceiling) words.push(t("host.ceiling", { amount: authority.ceiling }));
  return el("span", { class: "quiet", text: words.join(" · ") });
}
