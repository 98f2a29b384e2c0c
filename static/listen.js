/**
 * Fixed texts can be heard, one press each: clips that come with the product, one after the other. What has no clip, or
 * cannot be fetched, the device's own voice reads.
 *
 * @typedef {readonly [key: string, text: string]} Spoken `key` empty: of what people wrote there is no clip
 * @typedef {{button: HTMLElement, over: AbortController}} Reading
 */

import { lang, t } from "./words.js";

/** One for all: phones let a page play only with an element that was begun by a press. */
export const player = new Audio();
const FORM = player.canPlayType('audio/ogg; codecs="opus"') ? "ogg" : "m4a";

/** @type {Reading | null} */
let reading = null;

/**
 * Where the clip of a text is.
 * @param {string} key
 */
export function clip(key) {
  return new URL(`./audio/${lang()}/${key}.${FORM}`, import.meta.url).href;
}

/**
 * A press on a button that reads: begin, or be silent.
 * @param {HTMLElement} button
 * @param {readonly Spoken[]} texts
 */
export function toggle(button, texts) {
  const again = reading?.button === button;
  stop();
  if (!again) void start(button, texts);
}

/** Be silent. */
export function stop() {
  if (reading === null) return;
  const { button, over } = reading;
  reading = null;
  over.abort();
  name(button, false);
}

/**
 * @param {HTMLElement} button
 * @param {readonly Spoken[]} texts
 */
async function start(button, texts) {
  const mine = (reading = { button, over: new AbortController() });
  name(button, true);
  for (const [key, text] of texts) {
    const clipped = key === "" ? Promise.reject() : play(key, mine.over.signal);
    await clipped.catch(() => say(text, mine.over.signal));
  }
  if (reading === mine) stop();
}

/**
 * @param {HTMLElement} button
 * @param {boolean} on
 */
function name(button, on) {
  button.dataset["reading"] = on ? "on" : "";
  const words = button.querySelector(".words");
  if (words) words.textContent = t(on ? "listen.stop" : "listen.start");
}

/**
 * Until the clip's end; rejects when it cannot be played.
 * @param {string} key
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function play(key, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(player.pause()), { once: true });
    player.onended = () => resolve();
    player.onerror = reject;
    player.src = clip(key);
    player.play().catch(reject);
  });
}

/**
 * The device's own voice, where it has one for the language.
 * @param {string} text
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function say(text, signal) {
  return new Promise((resolve) => {
    const voices = globalThis.speechSynthesis;
    if (signal.aborted || !voices) return resolve();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = lang();
    words.onend = words.onerror = () => resolve();
    signal.addEventListener("abort", () => resolve(voices.cancel()), { once: true });
    voices.speak(words);
  });
}
