/**
 * All that only a host's page has. Nobody else fetches these files.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../controls.js").Do} Do
 * @typedef {import("../chat-panel.js").ChatPanel} ChatPanel
 */

import { part } from "../../elements.js";
import { AgreementDesk } from "./agreement/desk.js";
import { Attention } from "./attention.js";
import { Broadcast } from "./broadcast.js";
import { CallIn } from "./call-in.js";
import { Cards } from "./cards.js";
import { fillIn } from "./desk.js";
import { Kept } from "./kept.js";
import { Ledger } from "./ledger.js";
import { Minutes } from "./minutes.js";
import { Moves } from "./moves.js";
import { Notes } from "./notes.js";
import { Record } from "./record.js";
import { RecordingHealth } from "./recording-health.js";
import { RecordingRule } from "./recording-rule.js";
import { Reminder } from "./reminder.js";
import { Roster } from "./roster.js";
import { Shortcuts } from "./shortcuts.js";
import { Side } from "./side.js";

export class Host {
  /** @type {{render: (view: View) => void}[]} */
  #parts;
  #health;

  /**
   * @param {Do} act
   * @param {ChatPanel} panel
   * @param {View} view
   */
  constructor(act, panel, view) {
    fillIn("host");
    part("session").append(part("leave"));
    const side = new Side(panel);
    const kept = new Kept(view.session.id);
    new Cards(kept);
    const attention = new Attention();
    this.#health = new RecordingHealth(act);
    const broadcast = new Broadcast(act, kept);
    this.#parts = [
      new Roster(act, attention),
      attention,
      new Moves(act),
      new Record(act),
      new RecordingRule(act),
      this.#health,
      new Ledger(act, kept),
      new Reminder(() => side.bring("ledger")),
      new Notes(act, kept),
      new Minutes(act, kept, () => side.bring("minutes", "minutes-text")),
      new AgreementDesk(act, kept, view),
      broadcast,
      new CallIn(act),
    ];
    new Shortcuts({
      b: () => broadcast.open(),
      c: () => side.write(),
      j: () => side.bring("minutes", "minutes-text"),
      l: () => side.bring("ledger", "hear-wording"),
      g: () => side.bring("agreement"),
      d: () => side.bring("documents"),
      n: () => side.bring("notes", "note-text"),
      k: () => side.bring("cards"),
    });
  }

  /** @param {import("../../protocol.js").RecordingHealth} health */
  recorded(health) {
    this.#health.hear(health);
  }

  /** @param {View} view */
  render(view) {
    for (const part of this.#parts) part.render(view);
  }
}
