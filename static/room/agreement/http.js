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
export async function ask(path, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const told = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
  try {
    const response = await fetch(path, told);
    const value = await response.json();
    if (response.ok) return { ok: true, value };
    return { code: String(value.code ?? "internal"), params: value.params ?? {} };
  } catch {
    return { code: "offline", params: {} };
  }
}
