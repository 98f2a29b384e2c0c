import assert from "node:assert/strict";
import { test } from "node:test";

import { here, secretHere, tellable } from "../../static/room/console/disclosure.js";

const ROSTER = { w1: { group: "worker" }, w2: { group: "worker" }, e1: { group: "employer" } };

function view(kind, channel, met) {
  const place = met ? { kind, channel, with: met } : { kind, channel };
  return { place, roster: ROSTER, groups: [{ id: "worker" }, { id: "employer" }], ledger: {} };
}

function item(changes = {}) {
  return { seat: "w1", source: "worker", state: "secret", wording: "…", ...changes };
}

test("what one side said is secret with the other side and together, and not where it was said", () => {
  assert.equal(secretHere(view("group", "employer"), item()), true);
  assert.equal(secretHere(view("private", "private", "e1"), item()), true);
  assert.equal(secretHere(view("joint", "joint"), item()), true);
  assert.equal(secretHere(view("group", "worker"), item()), false);
  assert.equal(secretHere(view("private", "private", "w2"), item()), false);
});

test("what one said alone is secret from one's own side too", () => {
  const alone = item({ source: "private" });
  assert.equal(secretHere(view("group", "worker"), alone), true);
  assert.equal(secretHere(view("private", "private", "w2"), alone), true);
  assert.equal(secretHere(view("private", "private", "w1"), alone), false);
});

test("where no party is nothing has to be kept from anybody", () => {
  assert.equal(secretHere(view("neutral", "neutral"), item()), false);
  assert.equal(secretHere(view("lobby", "lobby"), item()), false);
});

test("consent opens it to the one side that it names, and it is told in that side's channel only", () => {
  const agreed = item({ state: "may_be_conveyed", side: "employer" });
  assert.equal(secretHere(view("group", "employer"), agreed), false);
  assert.equal(tellable(view("group", "employer"), agreed), true);
  assert.equal(tellable(view("private", "private", "e1"), agreed), false);
  assert.equal(secretHere(view("joint", "joint"), agreed), true);
  assert.equal(secretHere(view("group", "employer"), item({ state: "refused", side: "employer" })), true);
  assert.equal(secretHere(view("group", "employer"), item({ state: "conveyed", side: "employer" })), false);
});

test("both are counted by their ids", () => {
  const seen = view("group", "employer");
  seen.ledger = { a: item(), b: item({ state: "may_be_conveyed", side: "employer" }), c: item({ source: "employer", seat: "e1" }) };
  assert.deepEqual(here(seen), { tellable: ["b"], secret: ["a"] });
});
