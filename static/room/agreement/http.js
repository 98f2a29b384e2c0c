/**
 * What about agreements goes over HTTP: papers are made, fetched and signed there.
 *
 * @typedef {import("../../protocol.js").Reply<any>} Reply
 */

/**
 * @param {string} path
 * @param {object} [body] without one it is asked for, not told
 * @returns {Promise<Reply>}
 */
export function ask(path, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return answered(path, body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) });
}

/**
 * Files, as a form.
 * @param {string} path
 * @param {FormData} form
 */
export function send(path, form) {
  return answered(path, { method: "POST", headers: { Accept: "application/json" }, body: form });
}

/**
 * @param {string} path
 * @param {RequestInit} told
 * @returns {Promise<Reply>}
 */
async function answered(path, told) {
  try {
    const response = await fetch(path, told);
    const value = await response.json();
    if (response.ok) return { ok: true, value };
    return { code: String(value.code ?? "internal"), params: value.params ?? {} };
  } catch {
    return { code: "offline", params: {} };
  }
}
