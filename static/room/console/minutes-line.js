/**
 * One line of the record: as it stands, or as it is being corrected.
 *
 * @typedef {import("../../protocol.js").Minutes} Record
 * @typedef {import("../../protocol.js").MinutesLine} Line
 * @typedef {import("./correction.js").Edit} Edit
 *
 * @typedef {object} Steps what can be done with a line
 * @property {() => void} change
 * @property {() => void} strike
 * @property {() => void} keep
 * @property {() => void} stop
 */

import { button, el } from "../../elements.js";
import { inBlock } from "../../foreign.js";
import { foreign, t } from "../../words.js";
import { ofDay } from "../clock.js";
import { speakers } from "./speakers.js";

/**
 * @param {string} id
 * @param {Line} line
 * @param {Record["people"]} people
 * @param {Steps} steps
 */
export function shown(id, line, people, steps) {
  const state = line.struck ? "struck" : line.former ? "corrected" : "standing";
  const name = line.speaker && people[line.speaker]?.name;
  const by = el("span", { class: "quiet", text: [ofDay(line.moment), name && foreign(name)].filter(Boolean).join(" ") });
  const words = el(line.struck ? "s" : "span", { text: inBlock(line.text), attributes: { dir: "auto" } });
  return el("li", { class: "item", testid: "minutes-line", data: { section: line.section, state, line: id } }, [
    el("div", { class: "meta" }, [by, line.struck ? null : acts(steps)]),
    el("p", { class: "words" }, [words]),
    ...before(line),
    line.struck ? struck(line.struck) : null,
  ]);
}

/** @param {Line} line */
function before(line) {
  const wordings = [...(line.former ?? []), line];
  return wordings.slice(1).map((later, index) => {
    const params = { text: wordings[index]?.text ?? "", name: later.by.name, time: ofDay(later.at) };
    const why = later.reason ? t("form.reason", { text: later.reason }) : "";
    return el("p", { class: "quiet former", testid: "minutes-former", text: t("form.former", params) + why });
  });
}

/** @param {NonNullable<Line["struck"]>} struck */
function struck({ reason, by, at }) {
  const words = t("form.struck_by", { name: by.name, time: ofDay(at) }) + t("form.reason", { text: reason });
  return el("p", { class: "quiet", text: words });
}

/** @param {Steps} steps */
function acts(steps) {
  return el("div", { class: "acts" }, [
    button(t("minutes.change"), steps.change, { class: "link", testid: "minutes-change" }),
    button(t("minutes.strike"), steps.strike, { class: "link", testid: "minutes-strike" }),
  ]);
}

/**
 * @param {string} id
 * @param {Line} line
 * @param {Edit} edit
 * @param {Record["people"]} people
 * @param {Steps} steps
 */
export function editor(id, line, edit, people, steps) {
  const attributes = { rows: "3", maxlength: "1000", dir: "auto", "aria-label": t("minutes.line") };
  const text = el("textarea", { testid: "minutes-edit", attributes });
  text.value = edit.text;
  text.addEventListener("input", () => (edit.text = text.value));
  text.addEventListener("keydown", (event) => key(event, steps));
  const who = el("select", { testid: "minutes-edit-speaker", attributes: { "aria-label": t("minutes.speaker") } });
  speakers(who, people);
  who.value = edit.speaker;
  who.addEventListener("change", () => (edit.speaker = who.value));
  const stale = line.version !== edit.version;
  const words = t("minutes.stale", { name: line.by.name, text: line.text });
  return el("li", { class: "item form", testid: "minutes-editor", data: { line: id } }, [
    who,
    text,
    stale ? el("p", { class: "warned", testid: "minutes-stale", text: words, attributes: { role: "alert" } }) : null,
    el("div", { class: "acts" }, [
      button(t(stale ? "minutes.change_anyway" : "minutes.change_keep"), steps.keep, {
        class: "primary",
        testid: "minutes-edit-keep",
      }),
      button(t("minutes.change_stop"), steps.stop, { testid: "minutes-edit-stop" }),
    ]),
  ]);
}

/**
 * @param {KeyboardEvent} event
 * @param {Steps} steps
 */
function key(event, steps) {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    steps.keep();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    steps.stop();
  }
}
