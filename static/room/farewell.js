/**
 * The page after the room: why it is over, what is safe, and what to do next.
 */

import { part } from "../elements.js";
import { t } from "../words.js";

/** Where coming back is a matter of one press. */
const WAYS_BACK = new Set(["other_tab", "protocol_version"]);

/** @param {string} reason an error code, or `left` */
export function farewell(reason) {
  // Who has left is told so when they come by the page instead of the link.
  const code = reason === "not_here" ? "left" : reason;
  part("room").dataset.state = "ended";
  // Whoever is signing, making a paper or telling of a payment goes on: it waits for them, not for the session.
  const lasts = ["sign", "document", "payment"].map((name) => `[data-testid=${name}-dialog]`).join();
  const others = code === "ended" ? `dialog:not(${lasts})` : "dialog";
  for (const dialog of document.querySelectorAll(others)) if (dialog instanceof HTMLDialogElement) dialog.close();
  const known = t(`bye.${code}.title`) !== `bye.${code}.title`;
  const key = known ? code : "other";
  part("bye").dataset.code = code;
  part("bye-title").textContent = t(`bye.${key}.title`);
  part("bye-text").textContent = t(`bye.${key}.text`);
  const back = part("use-here");
  back.hidden = !WAYS_BACK.has(code);
  back.textContent = t(code === "other_tab" ? "bye.use_here" : "bye.come_back");
  back.addEventListener("click", () => location.reload());
  part("receipt").hidden = code !== "ended";
  part("receipt").setAttribute("href", `${location.pathname}/receipt`);
  part("inside").hidden = true;
  part("bye").hidden = false;
}
