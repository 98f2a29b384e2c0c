/**
 * What was read back, as elements and as what is read aloud.
 *
 * @typedef {import("../protocol.js").Reading} Reading
 * @typedef {Reading["content"]} Content
 */

import { el } from "../elements.js";
import { inBlock } from "../foreign.js";
import { t } from "../words.js";
import { ofDate } from "./clock.js";

/** @typedef {{title: string, lines: string[]}} Part */

/** @param {Reading} reading */
export function text({ content }) {
  return parts(content).map(({ title, lines }, index) =>
    el("section", { testid: "reading-part" }, [
      el("h3", { text: title }),
      el(index === 0 ? "div" : "ul", {}, lines.map((line) => {
        const attributes = { dir: "auto" };
        return el(index === 0 ? "p" : "li", { testid: "reading-line", text: inBlock(line), attributes });
      })),
    ]),
  );
}

/**
 * @param {Reading | undefined} reading
 * @returns {string[]} a piece for each part
 */
export function paragraphs(reading) {
  if (reading === undefined) return [];
  return parts(reading.content).map(({ title, lines }) => [title, ...lines].join("\n"));
}

/**
 * @param {Content} content
 * @returns {Part[]}
 */
function parts(content) {
  const began = content.began ? [t("form.began", { time: ofDate(content.began) })] : [];
  const head = [t("form.case_no", { number: content.case_no }), t("form.matter", { title: content.title })];
  const people = content.attendees.map(({ name, role }) => t("form.person", { name, role: t(`role.${role}`) }));
  const objections = content.objections.map(({ reading, name, words }) =>
    t("form.objection", { number: reading, name, text: words }),
  );
  return [
    { title: t("form.title"), lines: [...head, ...began, t("form.mode_online")] },
    { title: t("form.attendees"), lines: people },
    ...answers(content),
    ...content.sections.map(({ section, lines }) => ({
      title: t(`form.section_${section}`),
      lines: lines.map(({ number, text, speaker }) =>
        t("form.numbered", { number, text: speaker ? t("form.said", { name: speaker, text }) : text }),
      ),
    })),
    { title: t("form.objections"), lines: objections },
  ].filter(({ lines }) => lines.length > 0);
}

/**
 * @param {Content} content
 * @returns {Part[]}
 */
function answers(content) {
  const questions = new Set(content.answers.map(({ question }) => question));
  return [...questions].map((asked) => ({
    title: t(`form.question_${asked}`),
    lines: content.answers
      .filter(({ question }) => question === asked)
      .map(({ name, reply, remark }) => {
        const said = t(`form.reply_${asked}_${reply}`) + (remark ? t("form.remark", { text: remark }) : "");
        return t("form.said", { name, text: said });
      }),
  }));
}
