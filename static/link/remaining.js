/** The time until a session, in words. Pure. */

import { t } from "../words.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How long after its time a session is still called begun, rather than past. */
const BEGUN = 6 * HOUR;

/** @param {number} seconds */
export function remaining(seconds) {
  if (seconds < -BEGUN) return t("link.in_past");
  if (seconds <= 0) return t("link.in_begun");
  if (seconds < MINUTE) return t("link.in_moment");
  const [days, hours] = [Math.floor(seconds / DAY), Math.floor((seconds % DAY) / HOUR)];
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  if (days > 0) return t("link.in_days", { days, hours });
  if (hours > 0) return t("link.in_hours", { hours, minutes });
  return t("link.in_minutes", { minutes });
}
