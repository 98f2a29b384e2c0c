import assert from "node:assert/strict";
import { test } from "node:test";

import { runs } from "../../static/room/runs.js";

const said = (id, channel, met) => [id, { channel, ...(met && { with: met }) }];
const ids = (messages) => runs(messages).map((run) => run.map(([id]) => id).join(""));

test("messages are cut where the channel changes", () => {
  const messages = [said("a", "joint"), said("b", "joint"), said("c", "worker"), said("d", "joint")];
  assert.deepEqual(ids(messages), ["ab", "c", "d"]);
});

test("private conversations with different people are not run together", () => {
  const messages = [said("a", "private", "x"), said("b", "private", "x"), said("c", "private", "y")];
  assert.deepEqual(ids(messages), ["ab", "c"]);
});

test("nothing said gives nothing to show", () => {
  assert.deepEqual(runs([]), []);
});
