import assert from "node:assert/strict";
import { test } from "node:test";

import { StayGate } from "../../static/room/stay-gate.js";

/** What a gate that closed until 150 makes of frames `[time, key]`: P = passes, - = dropped, ! = reported. */
function run(video, frames) {
  const gate = new StayGate(video);
  gate.close(150);
  return frames.map(([now, key]) => {
    const { pass, report } = gate.admit(key, now);
    return (pass ? "P" : "-") + (report ? "!" : "");
  });
}

test("speech goes on with the first frame after the guard", () => {
  assert.deepEqual(run(false, [[10], [149], [150], [170]]), ["-!", "-", "P", "P"]);
});

test("a picture goes on with the first key frame after the guard", () => {
  assert.deepEqual(run(true, [[10, true], [160, false], [200, true], [210, false]]), ["-!", "-", "P", "P"]);
});

test("the first frame seen is reported even when none was dropped before it", () => {
  assert.deepEqual(run(true, [[900, true], [950, false]]), ["P!", "P"]);
});

test("each move is reported anew", () => {
  const gate = new StayGate(false);
  gate.close(150);
  gate.admit(false, 200);
  gate.close(400);
  assert.deepEqual(gate.admit(false, 300), { pass: false, report: true });
  assert.deepEqual(gate.admit(false, 400), { pass: true, report: false });
});
