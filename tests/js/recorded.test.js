import assert from "node:assert/strict";
import { test } from "node:test";

import { ended, mayStop, questions, recordable, told, tookBack } from "../../static/room/recorded.js";

const SINCE = "2026-05-01T02:00:00Z";

function view(kind, recording, { role = "party", consents = {}, shares = [], ...rest } = {}) {
  return {
    session: { state: "open" },
    me: { seat: "me", role, consents, shares },
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

const mine = { asks: { me: "龙建军" } };
const never = () => "";

test("in the joint talk one is asked for the consent that one has not given, and once", () => {
  const asked = [{ kind: "joint", seat: "me", name: "" }];
  assert.deepEqual(questions(view("joint", { ...waiting, ...mine }), never), asked);
  assert.deepEqual(questions(view("joint", { ...waiting, ...mine }), () => "2026-05-01T01:00:00Z"), asked);
  assert.deepEqual(questions(view("joint", { ...waiting, ...mine }), () => SINCE), []);
  assert.deepEqual(questions(view("joint", waiting), never), []);
  assert.deepEqual(questions(view("joint", { ...waiting, ...mine }, { unhosted: true }), never), []);
  assert.deepEqual(questions(view("joint", { ...on, ...mine }), never), []);
  assert.deepEqual(questions(view("joint"), never), []);
});

test("where only those are recorded who consent, one is asked while it runs", () => {
  const asked = questions(view("joint", { ...on, ...mine, me: false }), never);
  assert.deepEqual(asked, [{ kind: "joint", seat: "me", name: "" }]);
});

test("each at a shared device is asked by name, but who has answered", () => {
  const shared = view("joint", { ...waiting, asks: { me: "龙建军", next: "石秀英" } }, { shares: ["石秀英"] });
  assert.deepEqual(
    questions(shared, never).map(({ seat, name }) => [seat, name]),
    [
      ["me", "龙建军"],
      ["next", "石秀英"],
    ],
  );
  assert.deepEqual(
    questions(shared, (seat) => (seat === "me" ? SINCE : "")).map(({ seat }) => seat),
    ["next"],
  );
});

test("staff stop nothing", () => {
  for (const role of ["mediator", "co_mediator", "clerk"]) assert.equal(mayStop(view("group", on, { role })), false);
});

test("in a separate talk one is asked until one has answered, whatever one has consented to before", () => {
  const consents = { recording: true, caucus_recording: true };
  const [asked] = questions(view("private", { ...waiting, asked: true }, { consents }), () => SINCE);
  assert.equal(asked.kind, "apart");
  assert.deepEqual(questions(view("group", waiting), never), []);
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
