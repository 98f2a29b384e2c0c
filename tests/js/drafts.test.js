import assert from "node:assert/strict";
import { test } from "node:test";

import { draftChannel, Drafts } from "../../static/room/drafts.js";

const at = (channel, met) => ({ place: { channel, ...(met && { with: met }) } });

test("each channel has its own draft", () => {
  const drafts = new Drafts();
  drafts.set("worker", "between us");
  assert.equal(drafts.get("joint"), "");
  assert.equal(drafts.get("worker"), "between us");
  drafts.set("worker", "");
  assert.deepEqual(drafts.channels(), []);
});

test("a refused message comes back in front of what was typed since", () => {
  const drafts = new Drafts();
  drafts.set("worker", "second");
  drafts.giveBack("worker", "first");
  assert.equal(drafts.get("worker"), "first\nsecond");
});

test("the draft belongs to the channel in which one is", () => {
  assert.equal(draftChannel(at("worker")), "worker");
});

test("what a host wrote to one person alone does not wait for the next", () => {
  assert.notEqual(draftChannel(at("private", "a")), draftChannel(at("private", "b")));
});
