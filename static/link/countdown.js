/**
 * The time until a session. It goes by the pace of this device's clock, never by its hands: a phone that is a day
 * wrong counts right.
 */

import { t } from "../words.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How long after its time a session is still called begun, rather than past. */
const BEGUN = 6 * HOUR;
const TICK_MS = 5000;

/** @param {HTMLElement} element with the seconds from the page's making on, as the server counted them */
export function countDown(element) {
  const end = Date.now() + Number(element.dataset.seconds) * 1000;
  const show = () => (element.textContent = told(Math.round((end - Date.now()) / 1000)));
  show();
  element.hidden = false;
  setInterval(show, TICK_MS);
}

/** @param {number} seconds */
export function told(seconds) {
  if (seconds < -BEGUN) return t("link.in_past");
  if (seconds <= 0) return t("link.in_begun");
  if (seconds < MINUTE) return t("link.in_moment");
  const [days, hours] = [Math.floor(seconds / DAY), Math.floor((seconds % DAY) / HOUR)];
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  if (days > 0) return t("link.in_days", { days, hours });
  if (hours > 0) return t("link.in_hours", { hours, minutes });
  return t("link.in_minutes", { minutes });
}
