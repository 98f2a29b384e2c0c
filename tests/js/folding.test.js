import assert from "node:assert/strict";
import { test } from "node:test";

import { runs } from "../../static/room/runs.js";
import { Folding } from "../../static/room/folding.js";

const inside = (channel) => ({ place: { channel } });
const message = (channel, at) => ({ channel, at });

test("what is said here is shown, what was said in confidence elsewhere is folded, what all heard is not", () => {
  const folding = new Folding();
  assert.equal(folding.folded(inside("worker"), [["1", message("worker")]]), false);
  assert.equal(folding.folded(inside("joint"), [["1", message("worker")]]), true);
  assert.equal(folding.folded(inside("worker"), [["1", message("joint")]]), false);
});

test("what was veiled waits for a tap even here, and what comes after it is shown", () => {
  const folding = new Folding();
  const messages = { 1: message("worker"), 2: message("joint") };
  folding.veil(messages);
  const cut = runs(Object.entries({ 1: message("worker"), 3: message("worker") }), (id) => folding.veiled(id));
  assert.deepEqual(cut.map((run) => folding.folded(inside("worker"), run)), [true, false]);
  folding.unfold(cut[0]);
  assert.equal(folding.folded(inside("worker"), cut[0]), false);
  assert.equal(folding.folded(inside("joint"), [["2", message("joint")]]), false);
});

test("a move folds again what was unfolded elsewhere", () => {
  const folding = new Folding();
  const run = [["1", message("worker")]];
  folding.unfold(run);
  assert.equal(folding.folded(inside("joint"), run), false);
  folding.move();
  assert.equal(folding.folded(inside("joint"), run), true);
});
