/**
 * What is written, in the channel in which one is. What was written in confidence elsewhere stays folded away
 * here: somebody may look over a shoulder, or at a shared screen.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").Message} Message
 * @typedef {import("../protocol.js").Reply} Reply
 * @typedef {(stay: string, text: string, pages?: string[]) => Promise<Reply>} Say
 */

import { arrange, button, el, part, typedPart } from "../elements.js";
import { inBlock } from "../foreign.js";
import { foreign, t } from "../words.js";
import { placeName } from "./band.js";
import { ofDay } from "./clock.js";
import { draftChannel, Drafts } from "./drafts.js";
import { Folding } from "./folding.js";
import { notice, noticeRefusal } from "./notices.js";
import { PageViewer } from "./pages.js";
import { Photos } from "./photos.js";
import { runs } from "./runs.js";
import { takeButton } from "./take-button.js";

/** Pixels from the end within which a reader is taken to follow along. */
const NEAR_END = 80;

export class Chat {
  #drafts = new Drafts();
  /** The channel and stay that the text in the field belongs to. */
  #channel = "";
  #stay = "";
  /** @type {View | null} */
  #view = null;
  /** @type {Map<string, HTMLLIElement>} */
  #rows = new Map();
  #folding = new Folding();
  #list = part("messages");
  #pending = part("chat-pending-list");
  #input = typedPart("chat-input", HTMLTextAreaElement);
  #button = typedPart("chat-send", HTMLButtonElement);
  #say;
  #photos;
  #viewer;

  /**
   * @param {string} seat mine
   * @param {Say} say
   * @param {() => void} reveal bring the chat into sight
   */
  constructor(seat, say, reveal) {
    this.#say = say;
    this.#viewer = new PageViewer(seat);
    this.#photos = new Photos({
      seat,
      stay: () => this.#stay,
      picked: reveal,
      show: ({ stay, pages }) => this.#say(stay, "", pages),
    });
    this.#input.addEventListener("input", () => this.#drafts.set(this.#channel, this.#input.value));
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      void this.#send();
    });
    this.#button.addEventListener("click", () => void this.#send());
  }

  /** @param {View} view */
  render(view) {
    const before = this.#view;
    this.#view = view;
    if (before === null) this.#folding.veil(view.messages);
    if (view.place.stay && view.place.stay !== this.#stay) this.#move(view, view.place.stay);
    if (before?.messages !== view.messages || before.place !== view.place) this.#renderMessages(view);
  }

  /** What was said in confidence so far waits for a tap. */
  veil() {
    this.#viewer.close();
    if (this.#view === null) return;
    this.#folding.veil(this.#view.messages);
    this.#renderMessages(this.#view);
  }

  /**
   * @param {View} view
   * @param {string} stay
   */
  #move(view, stay) {
    this.#stay = stay;
    this.#channel = draftChannel(view);
    this.#folding.move();
    this.#viewer.close();
    this.#input.value = this.#drafts.get(this.#channel);
    const open = view.place.kind !== "lobby" && view.session.state !== "ended";
    this.#input.disabled = this.#button.disabled = !open;
    this.#photos.open(open);
    const place = placeName(view, view.place.channel);
    this.#input.placeholder = open ? t("chat.placeholder", { place }) : t("chat.closed");
  }

  async #send() {
    const text = this.#input.value.trim();
    if (text === "" || this.#stay === "" || this.#input.disabled) return;
    const [channel, place] = [this.#channel, this.#view?.place.channel ?? ""];
    this.#input.value = "";
    this.#drafts.set(channel, "");
    const row = el("li", { class: "pending", testid: "chat-pending" }, [written(text)]);
    this.#pending.append(row);
    const reply = await this.#say(this.#stay, text);
    row.remove();
    if ("code" in reply) this.#giveBack(channel, place, text, reply);
  }

  /**
   * @param {string} channel
   * @param {string} place wire name of that channel
   * @param {string} text
   * @param {Reply} reply
   */
  #giveBack(channel, place, text, reply) {
    this.#drafts.giveBack(channel, text);
    if (channel === this.#channel) this.#input.value = this.#drafts.get(channel);
    const code = "code" in reply ? reply.code : "";
    if (code !== "stale_stay" || this.#view === null) return noticeRefusal(reply);
    notice(t("chat.kept", { place: placeName(this.#view, place) }), "wrong");
  }

  /** @param {View} view */
  #renderMessages(view) {
    const list = this.#list;
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END;
    const messages = Object.entries(view.messages).sort(([, one], [, other]) => (one.at < other.at ? -1 : 1));
    const parts = runs(messages, (id) => this.#folding.veiled(id));
    arrange(list, parts.flatMap((run) => this.#run(view, run)));
    for (const id of this.#rows.keys()) if (!(id in view.messages)) this.#rows.delete(id);
    if (follows) list.scrollTop = list.scrollHeight;
  }

  /**
   * @param {View} view
   * @param {[string, Message][]} run messages of one channel
   */
  #run(view, run) {
    const folded = this.#folding.folded(view, run);
    const rows = run.map(([id, message]) => this.#row(view, id, message));
    for (const row of rows) row.hidden = folded;
    return [this.#heading(view, run, folded), ...rows];
  }

  /**
   * @param {View} view
   * @param {[string, Message][]} run
   * @param {boolean} folded
   */
  #heading(view, run, folded) {
    const channel = run[0]?.[1].channel ?? "";
    const name = placeName(view, channel);
    const open = () => {
      this.#folding.unfold(run);
      if (this.#view) this.#renderMessages(this.#view);
    };
    const words = t("chat.unfold", { count: run.length });
    const unfold = folded ? button(words, open, { class: "unfold", testid: "chat-unfold" }) : null;
    return el("li", { class: "chat-place", data: { channel } }, [el("span", { text: name }), unfold]);
  }

  /**
   * @param {View} view
   * @param {string} id
   * @param {Message} message
   */
  #row(view, id, message) {
    const known = this.#rows.get(id);
    if (known) return known;
    const data = { channel: message.channel, person: message.person };
    const mine = message.seat === view.me.seat;
    const row = el("li", { class: mine ? "mine" : "", testid: "chat-message", data }, [
      el("span", { class: "by", text: `${foreign(message.name)} ${ofDay(message.at)}` }),
      message.text === "" ? null : written(message.text),
      this.#viewer.thumbs(message),
      message.to_all ? el("span", { class: "quiet", text: t("chat.to_all") }) : null,
      message.to_hosts ? el("span", { class: "quiet", text: t("chat.to_hosts") }) : null,
      takeable(view, message) ? takeButton(id) : null,
    ]);
    this.#rows.set(id, row);
    return row;
  }
}

/**
 * What somebody wrote, in the direction in which it is written.
 * @param {string} text
 */
function written(text) {
  return el("span", { class: "text", text: inBlock(text), attributes: { dir: "auto" } });
}

/**
 * Whether it can be taken into the record: whoever writes that takes what was said to all in the joint talk.
 * @param {View} view
 * @param {Message} message
 */
function takeable(view, message) {
  const said = message.channel === "joint" && !message.to_hosts && !message.to_all;
  return view.minutes !== undefined && said && message.text !== "";
}
