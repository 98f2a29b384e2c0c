import assert from "node:assert/strict";
import { test } from "node:test";

import { ended, mayStop, question, recordable, told, tookBack } from "../../static/room/recorded.js";

const SINCE = "2026-05-01T02:00:00Z";

function view(kind, recording, { role = "party", consents = {}, ...rest } = {}) {
  return {
    session: { state: "open" },
    me: { role, consents },
    place: { kind, stay: "s1" },
    unhosted: false,
    ...(recording && { recording: { since: SINCE, ...recording } }),
    ...rest,
  };
}
const waiting = { state: "waiting" };
const on = { state: "on" };

test("the band says that it is recorded, for what it waits, or nothing", () => {
  assert.equal(told(view("joint", on)), "on");
  assert.equal(told(view("joint", waiting)), "waiting");
  assert.equal(told(view("joint", waiting, { unhosted: true })), "unhosted");
  assert.equal(told(view("joint")), "");
});

test("in the joint talk one is asked for the consent that one has not given, and once", () => {
  assert.equal(question(view("joint", waiting), ""), "joint");
  assert.equal(question(view("joint", waiting), "2026-05-01T01:00:00Z"), "joint");
  assert.equal(question(view("joint", waiting), SINCE), "");
  assert.equal(question(view("joint", waiting, { consents: { recording: true } }), ""), "");
  assert.equal(question(view("joint", waiting, { unhosted: true }), ""), "");
  assert.equal(question(view("joint", on), ""), "");
  assert.equal(question(view("joint"), ""), "");
});

test("staff are asked nothing", () => {
  for (const role of ["mediator", "co_mediator", "clerk"]) {
    assert.equal(question(view("joint", waiting, { role }), ""), "");
    assert.equal(mayStop(view("group", on, { role })), false);
  }
});

test("in a separate talk one is asked until one has answered, whatever one has consented to before", () => {
  const consents = { recording: true, caucus_recording: true };
  assert.equal(question(view("private", { ...waiting, asked: true }, { consents }), SINCE), "apart");
  assert.equal(question(view("group", waiting), ""), "");
});

test("who has agreed in a separate talk may think again", () => {
  assert.equal(mayStop(view("private", on)), true);
  assert.equal(mayStop(view("group", waiting)), true);
  assert.equal(mayStop(view("group", { ...waiting, asked: true })), false);
  assert.equal(mayStop(view("joint", on)), false);
  assert.equal(mayStop(view("private")), false);
});

test("its end is told to who stays, and not to who has gone elsewhere", () => {
  assert.equal(ended(view("joint", on), view("joint")), "stopped");
  assert.equal(ended(view("joint", waiting), view("joint")), "off");
  assert.equal(ended(view("joint", on), view("joint", waiting)), "");
  assert.equal(ended(view("joint"), view("joint", on)), "");
  assert.equal(ended(view("joint", on), view("group", undefined, { place: { kind: "group", stay: "s2" } })), "");
  assert.equal(ended(view("joint", on), view("joint", undefined, { session: { state: "adjourned" } })), "");
});

test("a consent that is taken back is a refusal, one that was never given is not", () => {
  const given = view("joint", on, { consents: { recording: true } });
  const taken = view("joint", waiting, { consents: { recording: false } });
  assert.equal(tookBack(given, taken), true);
  assert.equal(tookBack(taken, given), false);
  assert.equal(tookBack(taken, taken), false);
});

test("what hosts say among themselves and who waits are not recorded", () => {
  assert.deepEqual(["joint", "group", "private", "neutral", "lobby"].map((kind) => recordable(view(kind))), [
    true,
    true,
    true,
    false,
    false,
  ]);
  assert.equal(recordable(view("joint", undefined, { session: { state: "adjourned" } })), false);
});
