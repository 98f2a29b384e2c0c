import assert from "node:assert/strict";
import { test } from "node:test";

import { alarm, loudness, shown } from "../../static/room/console/recording-report.js";

const view = {
  recording: { state: "on" },
  place: { stay: "s1" },
  me: { seat: "m", name: "调解员" },
  people: { w: { name: "龙建军" } },
};
const track = { seat: "w", kind: "audio", octets: 1, gaps: 0, lost: 0, state: "ok" };

function health(state, more = {}) {
  return { stay: "s1", state, tracks: [track], ...more };
}

test("a report is shown of the talk in which one is, while that is recorded", () => {
  assert.equal(shown(view, health("ok"))?.state, "ok");
  assert.equal(shown(view, null), null);
  assert.equal(shown({ ...view, place: { stay: "s2" } }, health("ok")), null);
  assert.equal(shown({ ...view, recording: { state: "waiting" } }, health("ok")), null);
  assert.equal(shown({ ...view, recording: undefined }, health("ok")), null);
});

test("what is well is no alarm, and each alarm says what happened, what is safe and what to do", () => {
  assert.equal(alarm(view, health("ok")), null);
  for (const why of ["disk", "full", "nearly_full", "index", "deposit"]) {
    const told = alarm(view, health("storage", { why }));
    assert.match(told.what, new RegExp(why));
    assert.notEqual(told.safe, told.act);
  }
  assert.notEqual(alarm(view, health("silent", { tracks: [{ ...track, state: "silent" }] })), null);
});

test("the louder, the further the meter goes, and never beyond", () => {
  assert.equal(loudness(127), 0);
  assert.equal(loudness(undefined), 0);
  assert.equal(loudness(20), 100);
  assert.equal(loudness(0), 100);
  assert.ok(loudness(40) > loudness(60));
});
