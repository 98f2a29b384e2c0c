/**
 * Whose media arrive in which receive slot.
 *
 * @typedef {import("../protocol.js").Kind} Kind
 * @typedef {import("../protocol.js").SlotTable} SlotTable
 * @typedef {Partial<Record<Kind, string>>} Media the MID of each kind that a person sends me
 */

export class Slots {
  /** @type {Map<string, import("../protocol.js").Slot>} */
  #table = new Map();

  /** @param {SlotTable} table every slot */
  replace(table) {
    this.#table.clear();
    this.change(table);
  }

  /** @param {SlotTable} table the slots that changed hands */
  change(table) {
    for (const [mid, slot] of Object.entries(table)) {
      if (slot) this.#table.set(mid, slot);
      else this.#table.delete(mid);
    }
  }

  /**
   * Whether the picture in a slot waits for room on my line.
   * @param {string | undefined} mid
   */
  paused(mid) {
    return mid !== undefined && this.#table.get(mid)?.paused === true;
  }

  /** @returns {Map<string, Media>} by seat */
  bySeat() {
    /** @type {Map<string, Media>} */
    const seats = new Map();
    for (const [mid, { seat, kind }] of this.#table) seats.set(seat, { ...seats.get(seat), [kind]: mid });
    return seats;
  }
}
