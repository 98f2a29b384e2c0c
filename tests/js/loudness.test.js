import assert from "node:assert/strict";
import { test } from "node:test";

import { levels, Loudness } from "../../static/room/loudness.js";

test("who is loud speaks, who is not does not", () => {
  const heard = new Loudness().hear([["one", 0.3], ["other", 0.001]], 0);
  assert.deepEqual([...heard], ["one"]);
});

test("one goes on speaking between two words, and has stopped after a pause", () => {
  const loudness = new Loudness();
  loudness.hear([["one", 0.3]], 0);
  assert.ok(loudness.hear([["one", 0]], 1000).has("one"));
  assert.ok(!loudness.hear([["one", 0]], 1500).has("one"));
});

test("levels are read by receive slot, and a browser that tells none lights nobody", () => {
  const audio = { type: "inbound-rtp", kind: "audio" };
  const found = levels([{ ...audio, mid: "3", audioLevel: 0.2 }, { ...audio }, { type: "inbound-rtp", kind: "video", mid: "9" }]);
  assert.deepEqual([...found], [["3", 0.2]]);
});
