/** What may be taken away: a reason is asked for, and the form itself fetches the file. A film is made first. */

import { get, post, tell } from "../colleague/answers.js";
import { part, typedPart } from "../elements.js";
import { t } from "../words.js";
import { Watch } from "./watch.js";

export function beginFiles() {
  if (!document.querySelector('[data-testid="files"]')) return;
  for (const button of buttons(document, "download")) take(button);
  for (const film of document.querySelectorAll('[data-testid="film"]')) if (film instanceof HTMLElement) begin(film);
  const form = typedPart("reason-form", HTMLFormElement);
  form.addEventListener("submit", (event) => {
    if (!typedPart("reason", HTMLTextAreaElement).value.trim() || form.dataset["does"] === "answer") event.preventDefault();
  });
  typedPart("reason-close", HTMLButtonElement).addEventListener("click", () => {
    typedPart("reason-dialog", HTMLDialogElement).close();
  });
}

/** @param {HTMLElement} film */
function begin(film) {
  const path = film.dataset["path"] ?? "";
  const [make] = buttons(film, "film-make");
  const [download] = buttons(film, "film-download");
  const bar = film.querySelector("progress");
  const told = film.querySelector('[data-testid="film-told"]');
  if (!make || !download || !bar || !told) return;
  const watch = new Watch({
    ask: () => get(path),
    show,
    tell: (silent) => silent && (told.textContent = t("film.unanswered")),
  });
  take(download);
  make.disabled = false;
  make.addEventListener("click", () => void ask());
  film.closest("details")?.addEventListener("toggle", () => void watch.look(), { once: true });

  async function ask() {
    const reason = await reasonFor(t("film.why"));
    if (!reason) return;
    const answer = await post(path, { reason });
    if (answer.ok) watch.take(answer.value);
    else tell(answer.words);
  }

  /** @param {any} progress server/casefile/films.py, Progress */
  function show({ stage, share, missing, wanting }) {
    const making = stage === "making";
    if (make) make.hidden = making || (stage === "done" && !wanting);
    if (download) download.hidden = stage !== "done";
    if (bar) {
      bar.hidden = !making;
      bar.value = share;
    }
    const words = { making: t("film.making"), failed: t("film.failed"), done: missing ? t("film.missing", { count: missing }) : "" };
    if (told) told.textContent = words[/** @type {keyof typeof words} */ (stage)] ?? "";
    film.dataset["stage"] = stage;
    return making;
  }
}

/**
 * A button that takes a file away, once a reason is given.
 * @param {HTMLButtonElement} button
 */
function take(button) {
  button.disabled = false;
  button.addEventListener("click", async () => {
    const form = typedPart("reason-form", HTMLFormElement);
    form.action = button.dataset["action"] ?? "";
    form.dataset["does"] = "send";
    await reasonFor(t("access.download_title"));
  });
}

/**
 * @param {string} title
 * @returns {Promise<string>} empty: rather not
 */
function reasonFor(title) {
  const dialog = typedPart("reason-dialog", HTMLDialogElement);
  const form = typedPart("reason-form", HTMLFormElement);
  const reason = typedPart("reason", HTMLTextAreaElement);
  if (form.dataset["does"] !== "send") form.dataset["does"] = "answer";
  part("reason-title").textContent = title;
  dialog.showModal();
  return new Promise((done) => {
    let given = "";
    const submitted = () => {
      given = reason.value.trim();
      // The form is sent first; the page stays, because a file comes.
      if (given) setTimeout(() => dialog.close());
    };
    form.addEventListener("submit", submitted);
    dialog.addEventListener(
      "close",
      () => {
        form.removeEventListener("submit", submitted);
        delete form.dataset["does"];
        done(given);
      },
      { once: true },
    );
  });
}

/**
 * @param {ParentNode} within
 * @param {string} testid
 */
function buttons(within, testid) {
  return [...within.querySelectorAll(`[data-testid="${testid}"]`)].filter((one) => one instanceof HTMLButtonElement);
}
