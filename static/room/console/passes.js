/**
 * A new link or a new code for a person, shown once: they cannot be had again.
 *
 * @typedef {import("../controls.js").Do} Do
 */

import { part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { notice, noticeRefusal } from "../notices.js";
import { confirmed } from "./confirm.js";

export class Passes {
  #do;

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    part("code-close").addEventListener("click", () => typedPart("code-shown", HTMLDialogElement).close());
    part("link-close").addEventListener("click", () => typedPart("link-shown", HTMLDialogElement).close());
    part("link-copy").addEventListener("click", () => void copy(part("link-text")));
  }

  /**
   * @param {string} who
   * @param {string} name
   */
  async code(who, name) {
    const reply = await this.#do("reissue_code", { who });
    if ("code" in reply) return noticeRefusal(reply);
    part("code-for").textContent = t("host.code_for", { name });
    part("code-text").textContent = String(reply.value["code"]);
    typedPart("code-shown", HTMLDialogElement).showModal();
    notice(t("host.code_made", { name }));
  }

  /**
   * @param {string} who
   * @param {string} name
   */
  async link(who, name) {
    const words = { title: t("host.link_ask", { name }), text: t("host.link_old"), yes: t("host.fresh_link") };
    if (!(await confirmed(words))) return;
    const reply = await this.#do("reissue_link", { who });
    if ("code" in reply) return noticeRefusal(reply);
    part("link-for").textContent = t("host.link_for", { name });
    part("link-text").textContent = new URL(String(reply.value["link"]), location.origin).href;
    typedPart("link-shown", HTMLDialogElement).showModal();
  }
}

/** @param {HTMLElement} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text.textContent ?? "");
    part("link-copy").textContent = t("host.link_copied");
  } catch {
    // Denied, or no encrypted address: what is marked can be copied by hand.
    getSelection()?.selectAllChildren(text);
  }
}
