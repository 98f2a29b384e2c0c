import assert from "node:assert/strict";
import test from "node:test";

import { remaining } from "../../static/link/remaining.js";
import { use } from "../../static/words.js";

use({
  "link.in_days": "{days}d {hours}h",
  "link.in_hours": "{hours}h {minutes}m",
  "link.in_minutes": "{minutes}m",
  "link.in_moment": "moment",
  "link.in_begun": "begun",
  "link.in_past": "past",
});

for (const [seconds, words] of /** @type {[number, string][]} */ ([
  [90_061, "1d 1h"],
  [86_400, "1d 0h"],
  [86_399, "23h 59m"],
  [3600, "1h 0m"],
  [61, "1m"],
  [59, "moment"],
  [0, "begun"],
  [-3600, "begun"],
  [-7 * 3600, "past"],
])) {
  test(`${seconds} seconds before it: ${words}`, () => assert.equal(remaining(seconds), words));
}
