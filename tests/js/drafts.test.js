import assert from "node:assert/strict";
import { test } from "node:test";

import { draftChannel, Drafts } from "../../static/room/drafts.js";

const at = (place, me = { host: false }, people = {}) => ({ place, me, people });
const PRIVATE = { channel: "private", kind: "private", stay: "s1" };

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
  assert.equal(draftChannel(at({ channel: "worker", kind: "group", stay: "s" })), "worker");
  assert.equal(draftChannel(at(PRIVATE)), "private");
});

test("what a host wrote to one person alone does not wait for the next", () => {
  const host = { host: true };
  const first = draftChannel(at(PRIVATE, host, { a: { role: "party" } }));
  const second = draftChannel(at(PRIVATE, host, { b: { role: "party" }, i: { role: "interpreter" } }));
  assert.notEqual(first, second);
  assert.equal(draftChannel(at(PRIVATE, host)), "private:s1");
});
