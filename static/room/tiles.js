/**
 * The stage: a tile for each person whose media are granted to me now, a card for everybody else who is here,
 * and what is shared from a screen above both.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").Person} Person
 * @typedef {import("./slots.js").Slots} Slots
 * @typedef {import("../components/tile.js").TrackOf} TrackOf
 */

import { Face } from "../components/face.js";
import { Tile, title } from "../components/tile.js";
import { arrange, el, icon, part } from "../elements.js";
import { t } from "../words.js";

/** The largest first: to a party the mediator, to a host the parties. */
const HOSTS = ["mediator", "co_mediator"];
const ORDER = [...HOSTS, "party", "representative", "interpreter", "expert", "clerk", "observer"];

export class Tiles {
  /** @type {Map<string, Tile>} by seat */
  #tiles = new Map();
  /** @type {Map<string, Tile>} by seat */
  #screens = new Map();
  #people = part("people");
  #others = part("others");
  #shared = part("screens");
  #listen = part("listen");

  constructor() {
    this.#listen.addEventListener("click", () => this.#playAll());
  }

  /**
   * @param {View} view
   * @param {Slots} slots
   * @param {TrackOf} trackOf
   */
  render(view, slots, trackOf) {
    const media = slots.bySeat();
    const people = Object.entries(view.people).sort(byRank);
    const [shown, others] = divide(people, ([seat]) => media.has(seat));
    // Who speaks from another's device is named on that tile.
    const named = new Set(shown.flatMap(([, person]) => person.shares));
    const tiles = shown.map(([seat, person]) => {
      const { audio, camera } = media.get(seat) ?? {};
      const tile = this.#tile(this.#tiles, "tile", seat, person);
      const overheard = view.roster?.[seat]?.overheard !== undefined;
      tile.update(person, audio ? trackOf(audio) : null, camera ? trackOf(camera) : null, overheard);
      tile.pause(slots.paused(camera));
      return tile;
    });
    const screens = shown.flatMap(([seat, person]) => {
      const mid = media.get(seat)?.screen;
      return mid ? [this.#screen(seat, person, trackOf(mid), slots.paused(mid))] : [];
    });
    forget(this.#tiles, (seat) => seat in view.people && media.has(seat));
    forget(this.#screens, (seat) => seat in view.people && media.get(seat)?.screen !== undefined);
    arrange(this.#people, tiles);
    arrange(this.#others, others.flatMap(([, person]) => (named.has(person.name) ? [] : [card(person)])));
    arrange(this.#shared, screens);
    this.#shared.hidden = screens.length === 0;
    this.#people.classList.toggle("beside-screen", screens.length > 0);
    this.#people.classList.toggle("led", !view.me.host);
  }

  /** @param {ReadonlySet<string>} seats of those who speak at the moment */
  speaking(seats) {
    for (const [seat, tile] of this.#tiles) tile.speak(seats.has(seat));
  }

  /**
   * @param {Map<string, Tile>} tiles
   * @param {string} testid
   * @param {string} seat
   * @param {Person} person
   */
  #tile(tiles, testid, seat, person) {
    const known = tiles.get(seat);
    if (known) return known;
    const tile = new Tile(testid, person, () => (this.#listen.hidden = false));
    tiles.set(seat, tile);
    return tile;
  }

  /**
   * @param {string} seat
   * @param {Person} person
   * @param {MediaStreamTrack | null} picture
   * @param {boolean} paused
   */
  #screen(seat, person, picture, paused) {
    const tile = this.#tile(this.#screens, "screen", seat, person);
    tile.update(person, null, picture);
    tile.pause(paused);
    return tile;
  }

  #playAll() {
    this.#listen.hidden = true;
    this.resume();
  }

  /** Go on with what a locked screen or a call has stopped. */
  resume() {
    for (const tile of [...this.#tiles.values(), ...this.#screens.values()]) tile.play();
  }
}

/**
 * @param {[string, Person]} one
 * @param {[string, Person]} other
 */
function byRank([seat, one], [otherSeat, other]) {
  return ORDER.indexOf(one.role) - ORDER.indexOf(other.role) || (seat < otherSeat ? -1 : 1);
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => boolean} first
 * @returns {[T[], T[]]}
 */
function divide(items, first) {
  return [items.filter(first), items.filter((item) => !first(item))];
}

/**
 * Somebody who is here without sound or picture.
 * @param {Person} person
 */
function card(person) {
  const state = person.online ? "" : t(person.telephone ? "room.by_telephone" : "room.offline");
  return el("div", { class: "card person", testid: "person-card", data: { person: person.person } }, [
    new Face(person.name),
    el("span", { class: "name", text: title(person) }),
    el("span", { class: "quiet" }, [person.telephone ? icon("telephone") : null, state]),
  ]);
}

/**
 * @param {Map<string, Tile>} tiles
 * @param {(seat: string) => boolean} stays
 */
function forget(tiles, stays) {
  for (const [seat, tile] of tiles) {
    if (stays(seat)) continue;
    tile.stop();
    tiles.delete(seat);
  }
}
