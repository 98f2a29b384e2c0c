/** Asking the service, and telling what it refused. */

import { part } from "../elements.js";
import { explain, t } from "../words.js";

/**
 * @typedef {Record<string, any>} Value
 * @typedef {{ok: true, value: Value} | {ok: false, code: string, words: string}} Answer
 */

/**
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Answer>}
 */
export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return asked(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/**
 * @param {string} path
 * @returns {Promise<Answer>}
 */
export async function get(path) {
  return asked(path, { headers: { Accept: "application/json" } });
}

/**
 * @param {string} path
 * @param {RequestInit} how
 * @returns {Promise<Answer>}
 */
async function asked(path, how) {
  try {
    const response = await fetch(path, how);
    const value = await response.json();
    if (response.ok) return { ok: true, value };
    return { ok: false, code: value.code, words: refusal(value.code, value.params ?? {}) };
  } catch {
    return { ok: false, code: "offline", words: t("refusal.offline") };
  }
}

/**
 * What a refusal means to a colleague; what has no words of its own has those for everybody.
 * @param {string} code
 * @param {Record<string, any>} params
 */
export function refusal(code, params = {}) {
  const key = `refusal.${params["why"] ?? code}`;
  const own = t(key, params);
  return own === key ? explain(code, params) : own;
}

/**
 * @param {string} words empty: nothing is wrong any more
 * @param {string} [where] the test id of the notice
 */
export function tell(words, where = "problem") {
  const notice = part(where);
  notice.textContent = words;
  notice.hidden = words === "";
  if (words) notice.scrollIntoView({ block: "nearest" });
}

/**
 * Does something while its button cannot be pressed again.
 * @param {HTMLElement} button
 * @param {() => Promise<void>} work
 */
export async function busy(button, work) {
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  button.disabled = true;
  try {
    await work();
  } finally {
    button.disabled = false;
  }
}

/**
 * What a form's sending does, in place of the browser's own.
 * @param {string} form
 * @param {string} button
 * @param {() => Promise<void>} work
 */
export function submits(form, button, work) {
  part(form).addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(part(button), work);
  });
}
