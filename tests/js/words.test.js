import assert from "node:assert/strict";
import { test } from "node:test";

import { explain, t, use } from "../../static/words.js";

use({ "room.since": "since {time}, {minutes} min", "error.busy": "busy", "error.unknown": "something" });

test("parameters are filled in", () => {
  assert.equal(t("room.since", { time: "14:05", minutes: 0 }), "since 14:05, 0 min");
});

test("what a parameter says is not read as a parameter again", () => {
  assert.equal(t("room.since", { time: "{minutes}", minutes: 1 }), "since {minutes}, 1 min");
});

test("a hole in the catalogue shows itself", () => {
  assert.equal(t("no.such.text"), "no.such.text");
});

test("an error that nobody knows is still explained", () => {
  assert.equal(explain("busy"), "busy");
  assert.equal(explain("no_such_code"), "something");
});
