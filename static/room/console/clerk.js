/**
 * All that only a clerk's page has: the record beside the chat.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("../chat-panel.js").ChatPanel} ChatPanel
 */

import { fillIn } from "./desk.js";
import { Kept } from "./kept.js";
import { Minutes } from "./minutes.js";
import { Shortcuts } from "./shortcuts.js";
import { Side } from "./side.js";

export class Clerk {
  #minutes;

  /**
   * @param {Do} act
   * @param {ChatPanel} panel
   * @param {View} view
   */
  constructor(act, panel, view) {
    fillIn("clerk");
    const side = new Side(panel);
    this.#minutes = new Minutes(act, new Kept(view.session.id), () => side.bring("minutes", "minutes-text"));
    side.show("minutes");
    new Shortcuts({
      c: () => side.write(),
      j: () => side.bring("minutes", "minutes-text"),
      d: () => side.bring("documents"),
    });
  }

  /** @param {View} view */
  render(view) {
    this.#minutes.render(view);
  }
}
