/**
 * The record as it was read back, in large letters over the stage, and everybody's own word to it. Put away it waits on
 * a card; read anew it comes back.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").Reading} Read
 * @typedef {import("./controls.js").Do} Do
 */

import { arrange, button, el, part } from "../elements.js";
import { stop } from "../listen.js";
import { t } from "../words.js";
import { ofDay } from "./clock.js";
import { noticeRefusal } from "./notices.js";
import { paragraphs, text } from "./reading-text.js";
import { Rows } from "./rows.js";

export class Reading {
  #do;
  /** @type {Read | undefined} */
  #read;
  #number = 0;
  #open = false;
  /** @type {Map<string, string>} by seat: what is not right, as it is being written */
  #wrong = new Map();
  #answers = new Rows(part("reading-answers"));
  #card = new Rows(part("reading-asked"));

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    part("reading-later").addEventListener("click", () => this.#show(false));
    part("reading").addEventListener("keydown", (event) => event.key === "Escape" && this.#show(false));
    const listen = part("reading-listen").closest("yt-listen");
    if (listen) listen.texts = () => paragraphs(this.#read).map((words) => ["", words]);
  }

  /** @param {View} view */
  render({ reading }) {
    if (reading === this.#read) return;
    const anew = reading !== undefined && reading.number !== this.#number;
    this.#read = reading;
    if (reading === undefined) return this.#draw();
    if (anew) {
      stop();
      this.#number = reading.number;
      this.#wrong.clear();
      part("reading-lead").textContent = t(reading.number > 1 ? "reading.anew" : "reading.lead");
      arrange(part("reading-text"), text(reading));
      this.#open = Object.values(reading.mine).some(({ state }) => state === "open") || isEmpty(reading.mine);
    }
    this.#draw();
    if (anew && this.#open) this.#present();
  }

  /** On a phone the chat may lie over it. */
  #present() {
    if (part("room").dataset["chat"] === "open") part("chat-close").click();
    part("reading-sheet").focus();
  }

  /** @param {boolean} open */
  #show(open) {
    this.#open = open;
    if (!open) stop();
    this.#draw();
    if (open) this.#present();
    else part("reading-asked").querySelector("button")?.focus();
  }

  #draw() {
    const read = this.#read;
    const open = read !== undefined && this.#open;
    part("reading").hidden = !open;
    part("reading").dataset["number"] = String(read?.number ?? "");
    part("reading-listen").hidden = !globalThis.speechSynthesis;
    const mine = Object.entries(read?.mine ?? {});
    const alone = mine.length === 1;
    this.#answers.render(
      mine.map(([seat, said]) => {
        const key = `${said.state} ${said.at} ${this.#wrong.has(seat)} ${read?.number} ${alone}`;
        return { id: seat, key, make: () => this.#answer(seat, said, alone) };
      }),
    );
    const waits = mine.some(([, { state }]) => state === "open");
    const card = read === undefined || open ? [] : [{ id: "card", key: `${waits}`, make: () => this.#waiting(waits) }];
    this.#card.render(card);
  }

  /** @param {boolean} waits for somebody's word */
  #waiting(waits) {
    const words = t(waits ? "reading.waits" : "reading.there");
    const open = button(t("reading.open"), () => this.#show(true), {
      class: waits ? "primary" : "",
      testid: "reading-open",
    });
    return el("div", { class: "card", testid: "reading-card" }, [el("p", { text: words }), open]);
  }

  /**
   * @param {string} seat
   * @param {Read["mine"][string]} said
   * @param {boolean} alone whether nobody else sits at this device
   */
  #answer(seat, { name, state, at, words }, alone) {
    const data = { state };
    if (state !== "open" && !this.#wrong.has(seat)) {
      const params = { name, time: at ? ofDay(at) : "", text: words ?? "" };
      return el("div", { class: "said", testid: "minutes-said", data }, [
        el("p", { text: t(`reading.${state}`, params) }),
        state === "objected"
          ? button(t("reading.rather_yes"), () => void this.#confirm(seat), { testid: "minutes-confirm" })
          : null,
        button(t("reading.otherwise"), () => this.#begin(seat), { class: "link", testid: "minutes-otherwise" }),
      ]);
    }
    const title = alone ? null : el("p", { class: "who", text: t("reading.who", { name }) });
    if (this.#wrong.has(seat)) return this.#wrongForm(seat, title);
    return el("div", { class: "answer", testid: "minutes-mine", data }, [title, this.#choices(seat, name, alone)]);
  }

  /**
   * @param {string} seat
   * @param {string} name
   * @param {boolean} alone
   */
  #choices(seat, name, alone) {
    const named = (/** @type {string} */ words) => (alone ? words : t("form.said", { name, text: words }));
    return el("div", { class: "choices" }, [
      button(t("reading.yes"), () => void this.#confirm(seat), {
        class: "primary",
        testid: "minutes-confirm",
        attributes: { "aria-label": named(t("reading.yes")) },
      }),
      button(t("reading.no"), () => this.#begin(seat), {
        testid: "minutes-wrong",
        attributes: { "aria-label": named(t("reading.no")) },
      }),
    ]);
  }

  /**
   * @param {string} seat
   * @param {HTMLElement | null} title
   */
  #wrongForm(seat, title) {
    const attributes = { rows: "3", maxlength: "1000", dir: "auto", id: `wrong-${seat}` };
    const field = el("textarea", { testid: "minutes-words", attributes });
    field.value = this.#wrong.get(seat) ?? "";
    field.addEventListener("input", () => this.#wrong.set(seat, field.value));
    return el("div", { class: "answer form", testid: "minutes-mine" }, [
      title,
      el("label", { text: t("reading.words"), attributes: { for: `wrong-${seat}` } }),
      field,
      el("div", { class: "choices" }, [
        button(t("reading.send"), () => void this.#object(seat), { class: "primary", testid: "minutes-send" }),
        button(t("reading.back"), () => this.#stop(seat), { testid: "minutes-back" }),
      ]),
    ]);
  }

  /** @param {string} seat */
  #begin(seat) {
    this.#wrong.set(seat, "");
    this.#draw();
    document.getElementById(`wrong-${seat}`)?.focus();
  }

  /** @param {string} seat */
  #stop(seat) {
    this.#wrong.delete(seat);
    this.#draw();
  }

  /** @param {string} who */
  async #confirm(who) {
    noticeRefusal(await this.#do("confirm_minutes", { who, digest: this.#read?.digest }));
  }

  /** @param {string} who */
  async #object(who) {
    const words = this.#wrong.get(who)?.trim() ?? "";
    if (words === "") return document.getElementById(`wrong-${who}`)?.focus();
    const reply = await this.#do("object_minutes", { who, digest: this.#read?.digest, words });
    if ("code" in reply) return noticeRefusal(reply);
    this.#stop(who);
  }
}

/** @param {object} object */
function isEmpty(object) {
  return Object.keys(object).length === 0;
}
