import assert from "node:assert/strict";
import { test } from "node:test";

import { dayInWords } from "../../static/room/clock.js";

test("a day is told in words", () => {
  assert.match(dayInWords("2026-03-02"), /2026.*3.*2/);
});

test("a day that is none is told as it is written, and stops nothing", () => {
  for (const none of ["", "2026-13-40", "soon"]) assert.equal(dayInWords(none), none);
});
