/** Whether somebody has spoken into the microphone, from how loud it is. Pure. */

/** Of the meter's range; a fan or a street is about half of it. */
const SPEECH = 0.12;
/** Looks in a row: a knock on the table is shorter than a word. */
const LOOKS = 3;

export class Voice {
  heard = false;
  #loud = 0;

  /** @param {number} level 0 to 1, each 100 ms */
  take(level) {
    this.#loud = level > SPEECH ? this.#loud + 1 : 0;
    this.heard ||= this.#loud >= LOOKS;
    return this.heard;
  }
}
