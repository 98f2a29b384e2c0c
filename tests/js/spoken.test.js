import assert from "node:assert/strict";
import { test } from "node:test";

import { captioned, FORGOTTEN_MS, Partials, split, spoken } from "../../static/room/spoken.js";

const said = { id: "u1", seat: "w", at: "2026-05-01T02:00:05.000Z", text: "今天甲方" };
const done = {
  channel: "joint",
  seat: "w",
  person: "worker",
  name: "龙建军",
  text: "今天甲方同意",
  at: said.at,
  source: "machine",
};
const oneOf = (names) => `one of ${names.join(", ")}`;

function view({ captions = {}, stay = "s1", people = { w: { name: "龙建军", person: "worker" } }, ...rest } = {}) {
  return {
    me: { seat: "m", name: "田秀英", person: "mediator" },
    place: { channel: "joint", kind: "joint", stay },
    recording: { state: "on", since: "2026-05-01T02:00:00.000Z", text: true },
    people,
    captions,
    ...rest,
  };
}

/** What stands of one partial in this view, after this long. */
function standing(then, ms = 0) {
  const partials = new Partials();
  partials.standing(view(), 0);
  partials.hear(said, 0);
  return partials.standing(then, ms).map(({ id }) => id);
}

test("what is just being said stands until it is finished", () => {
  assert.deepEqual(standing(view()), ["u1"]);
  assert.deepEqual(standing(view({ captions: { u1: done } })), []);
  assert.deepEqual(standing(view({ captions: { u2: { ...done, at: "2026-05-01T02:00:09.000Z" } } })), []);
  assert.deepEqual(standing(view({ captions: { u0: { ...done, at: "2026-05-01T02:00:01.000Z" } } })), ["u1"]);
});

test("it goes with its speaker, with the place, with the right to it, and with time", () => {
  assert.deepEqual(standing(view({ people: {} })), []);
  assert.deepEqual(standing(view({ stay: "s2" })), []);
  assert.deepEqual(standing(view({ recording: { state: "on", since: "" } })), []);
  assert.deepEqual(standing(view({ recording: undefined })), []);
  assert.deepEqual(standing(view(), FORGOTTEN_MS + 1), []);
});

test("of one person there is one unfinished line", () => {
  const partials = new Partials();
  partials.standing(view(), 0);
  partials.hear(said, 0);
  partials.hear({ ...said, text: "今天甲方同意修改" }, 1000);
  assert.deepEqual(
    partials.standing(view(), 1000).map(({ text }) => text),
    ["今天甲方同意修改"],
  );
});

test("lines are in the order in which they were begun, the unfinished last", () => {
  const captions = { b: { ...done, at: "2026-05-01T02:00:09.000Z" }, a: done };
  const lines = spoken(view({ captions }), [{ ...said, id: "c" }], oneOf);
  assert.deepEqual(
    lines.map(({ id, state }) => [id, state]),
    [
      ["a", "final"],
      ["b", "final"],
      ["c", "partial"],
    ],
  );
  assert.deepEqual([lines[2].name, lines[2].person, lines[2].channel], ["龙建军", "worker", "joint"]);
});

test("one's own words bear one's own name, those of a shared device all of theirs", () => {
  assert.equal(spoken(view(), [{ ...said, seat: "m" }], oneOf)[0].name, "田秀英");
  const shared = view({ captions: { a: { ...done, one_of: ["甲", "乙"] } } });
  assert.equal(spoken(shared, [], oneOf)[0].name, "one of 甲, 乙");
});

test("what was not put into words is told as a gap", () => {
  const captions = { a: { ...done, text: "", source: "nobody" } };
  assert.deepEqual(
    spoken(view({ captions }), [], oneOf).map(({ state, parts }) => [state, parts]),
    [["gap", []]],
  );
});

test("what is to be confirmed stands apart, counted as people count characters", () => {
  const doubts = [
    { start: 1, end: 3, kind: "date" },
    { start: 4, end: 6, kind: "amount" },
  ];
  assert.deepEqual(split({ text: "😀今天付四万", doubts }), [
    { text: "😀", kind: "" },
    { text: "今天", kind: "date" },
    { text: "付", kind: "" },
    { text: "四万", kind: "amount" },
  ]);
  assert.deepEqual(split({ text: "好" }), [{ text: "好", kind: "" }]);
});

test("the strip says whether there are captions, and is not there where there is nothing to say", () => {
  assert.equal(captioned(view(), true), "on");
  assert.equal(captioned(view({ recording: { state: "on" } }), true), "waiting");
  assert.equal(captioned(view(), false), "off");
  assert.equal(captioned(view({ recording: undefined }), true), "");
  assert.equal(captioned(view({ recording: { state: "waiting" } }), true), "");
  assert.equal(captioned(view({ recording: undefined, captions: { a: done } }), true), "on");
});
