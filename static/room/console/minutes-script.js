/**
 * The opening script as a check list: what is read out, and one press for each person's answer.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").Minutes} Record
 * @typedef {import("../../protocol.js").ScriptQuestion} Question
 * @typedef {import("../../protocol.js").ScriptAnswer} Answer
 * @typedef {import("../../protocol.js").Seat} Seat
 * @typedef {import("../controls.js").Do} Do
 */

import { button, el, part, typedPart } from "../../elements.js";
import { foreign, t } from "../../words.js";
import { ofDay } from "../clock.js";
import { noticeRefusal } from "../notices.js";
import { Rows } from "../rows.js";
import { asked } from "./reason.js";

/** Each with the answer first that lets the talk go on. */
const QUESTIONS = /** @type {const} */ ([
  ["identity", ["yes", "no"]],
  ["rights", ["yes", "no"]],
  ["recusal", ["no", "yes"]],
  ["false_mediation", ["yes", "no"]],
  ["no_recording", ["yes", "no"]],
]);
/** Who is asked. */
export const ASKED = new Set(["party", "representative", "interpreter"]);

export class Script {
  #do;
  #rows = new Rows(part("minutes-questions"));
  #begun = false;

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
  }

  /**
   * @param {View} _view
   * @param {Record} minutes
   */
  render(_view, minutes) {
    const people = Object.entries(minutes.people).filter(([, { role }]) => ASKED.has(role));
    const given = Object.values(minutes.answers).flatMap((answers) => Object.keys(answers));
    const all = people.length * QUESTIONS.length;
    part("minutes-script-done").textContent = t("minutes.script_done", { done: given.length, all });
    // Until all is asked it stands open; whoever folds it away has it so.
    if (!this.#begun) typedPart("minutes-script", HTMLDetailsElement).open = given.length < all || all === 0;
    this.#begun = true;
    this.#rows.render(
      QUESTIONS.flatMap(([question, replies]) => [
        { id: question, key: "", make: () => heading(question) },
        ...people.map(([seat, { name, person }]) => {
          const answer = minutes.answers[question]?.[seat];
          const key = `${answer?.reply} ${answer?.remark} ${answer?.at}`;
          const make = () => this.#person(question, replies, { seat, name, person }, answer);
          return { id: `${question} ${seat}`, key, make };
        }),
      ]),
    );
  }

  /**
   * @param {Question} question
   * @param {readonly ("yes" | "no")[]} replies
   * @param {{seat: Seat, name: string, person: string}} who
   * @param {Answer | undefined} answer
   */
  #person(question, replies, { seat, name, person }, answer) {
    const note = (/** @type {"yes" | "no"} */ reply, remark = answer?.remark ?? "") =>
      void this.#note(question, seat, reply, remark);
    const buttons = replies.map((reply) =>
      button(t(`form.reply_${question}_${reply}`), () => note(reply), {
        class: "reply",
        testid: "minutes-answer",
        data: { reply },
        attributes: { "aria-pressed": String(answer?.reply === reply) },
      }),
    );
    const remark = async () => {
      const label = t("minutes.remark");
      const words = { title: t("form.said", { name, text: t(`form.question_${question}`) }), label };
      const said = await asked({ ...words, yes: t("minutes.keep"), text: answer?.remark ?? "", empty: true });
      if (said !== null && answer !== undefined) note(answer.reply, said);
    };
    const remarks = button(t("minutes.remark"), () => void remark(), { class: "link", testid: "minutes-remark" });
    const id = `asked-${question}-${seat}`;
    const attributes = { role: "group", "aria-labelledby": id };
    const group = el("div", { class: "asked-one", attributes }, [
      el("span", { class: "name", text: foreign(name), attributes: { id } }),
      el("span", { class: "acts" }, [...buttons, answer ? remarks : null]),
      answer?.remark ? el("span", { class: "quiet", text: foreign(answer.remark) }) : null,
      ...(answer?.former ?? []).map((former) => el("span", { class: "quiet", text: was(question, former) })),
    ]);
    return el("li", { testid: "minutes-asked", data: { question, person } }, [group]);
  }

  /**
   * @param {Question} question
   * @param {Seat} who
   * @param {"yes" | "no"} reply
   * @param {string} remark
   */
  async #note(question, who, reply, remark) {
    noticeRefusal(await this.#do("note_answer", { question, who, reply, remark }));
  }
}

/** @param {Question} question */
function heading(question) {
  return el("li", { class: "question" }, [
    el("h2", { text: t(`form.question_${question}`) }),
    el("p", { class: "quiet", text: t(`minutes.say_${question}`) }),
  ]);
}

/**
 * @param {Question} question
 * @param {Answer} former
 */
function was(question, { reply, by, at }) {
  return t("minutes.was", { text: t(`form.reply_${question}_${reply}`), name: by.name, time: ofDay(at) });
}
