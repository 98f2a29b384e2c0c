/**
 * What stands beside the stage: the chat and the host's or the clerk's papers as tabs. On a phone they are one sheet, which the
 * chat's button opens, and "more" too.
 *
 * @typedef {import("../chat-panel.js").ChatPanel} ChatPanel
 */

import { button, part, typedPart } from "../../elements.js";
import { Tabs } from "./tabs.js";

export class Side {
  #panel;
  #tabs;

  /** @param {ChatPanel} panel */
  constructor(panel) {
    this.#panel = panel;
    takeIn(part("chat"), "chat");
    takeIn(part("documents"), "documents");
    part("tab-row").append(part("chat-close"));
    this.#tabs = new Tabs(() => panel.look());
    this.#tabs.show("chat");
    // Before the panel's own listener, which brings the focus to what is in front.
    part("chat-open").addEventListener("click", () => this.#tabs.show("chat"), true);
    for (const paper of part("panels").querySelectorAll(".paper")) {
      if (!(paper instanceof HTMLElement)) continue;
      paper.addEventListener("keydown", (event) => event.key === "Escape" && panel.escape(paper));
    }
    for (const tab of part("tabs").querySelectorAll("[role=tab]:not([data-tab=chat])")) this.#offer(tab);
  }

  /**
   * Bring a panel to the front, but not the focus.
   * @param {string} name
   */
  show(name) {
    this.#tabs.show(name);
  }

  /** Bring the field of the chat. */
  write() {
    this.#tabs.show("chat");
    this.#panel.write();
  }

  /**
   * Bring a panel, and on a phone the sheet that it is on.
   * @param {string} name
   * @param {string} [field] what takes the focus there, instead of the panel
   */
  bring(name, field) {
    this.#tabs.show(name);
    this.#panel.open();
    if (field) part(field).focus();
    else document.getElementById(`panel-${name}`)?.focus();
  }

  /**
   * On a phone "more" names the papers too.
   * @param {Element} tab
   */
  #offer(tab) {
    if (!(tab instanceof HTMLElement)) return;
    const name = tab.dataset.tab ?? "";
    const open = () => {
      typedPart("more-dialog", HTMLDialogElement).close();
      this.bring(name);
    };
    const offered = button(tab.innerText, open, { class: "offered", testid: "more-tab", data: { tab: name } });
    part("more-controls").append(offered);
  }
}

/**
 * What is on the page without a desk too is one of the panels here.
 * @param {HTMLElement} paper
 * @param {string} name
 */
function takeIn(paper, name) {
  paper.id = `panel-${name}`;
  paper.setAttribute("role", "tabpanel");
  paper.setAttribute("aria-labelledby", `tab-${name}`);
  part("panels").prepend(paper);
}
