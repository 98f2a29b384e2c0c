/**
 * The page's texts. The server writes the catalogue of the reader's language into a JSON block; nothing is
 * fetched.
 *
 * @typedef {import("./protocol.js").Params} Params
 */

import { inLine } from "./foreign.js";

/** @type {Readonly<Record<string, string>>} */
let texts = {};
/** @type {string} */
let language = "zh-CN";
/** Whether the page is read from right to left. */
let fromRight = false;

/**
 * Take the catalogue out of the page.
 * @param {Document} page
 */
export function load(page) {
  language = page.documentElement.lang || language;
  fromRight = page.documentElement.dir === "rtl";
  use(data(page, "words"));
}

/**
 * What the server wrote into the page for the script.
 * @param {Document} page
 * @param {string} id
 * @returns {any}
 */
export function data(page, id) {
  return JSON.parse(page.getElementById(id)?.textContent || "{}");
}

/** @param {Readonly<Record<string, string>>} catalogue */
export function use(catalogue) {
  texts = catalogue;
}

/** @returns {string} BCP 47 tag of the page */
export function lang() {
  return language;
}

/**
 * The text of `key` with its `{names}` filled in. A key that has no text shows itself: a hole in the
 * catalogue must be seen, not hidden.
 * @param {string} key
 * @param {Params} [params]
 * @returns {string}
 */
export function t(key, params = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (hole, name) => foreign(String(params[name] ?? hole)));
}

/**
 * What somebody wrote, to stand within a line of ours.
 * @param {string} text
 */
export function foreign(text) {
  return inLine(text, fromRight);
}

/**
 * What an error means, in plain words.
 * @param {string} code
 * @param {Params} [params]
 */
export function explain(code, params = {}) {
  return `error.${code}` in texts ? t(`error.${code}`, params) : t("error.unknown");
}

/**
 * A group's name in the page's language.
 * @param {{zh: string, en: string}} group
 */
export function label(group) {
  return foreign(language.startsWith("zh") ? group.zh : group.en);
}
