import assert from "node:assert/strict";
import { test } from "node:test";

import { sentence } from "../../static/room/sentence.js";

const view = (kind, { mediator = "here", people = {}, ...rest } = {}) => ({
  session: { state: "open" },
  me: { host: false },
  place: { kind },
  mediator: { state: mediator },
  unhosted: false,
  people,
  ...rest,
});
const host = { m: { role: "mediator" } };
const colleague = { c: { role: "party" } };

test("only you and the mediator is said only when it is so", () => {
  assert.equal(sentence(view("private", { people: host })), "here_only");
  assert.equal(sentence(view("group", { people: host })), "here_only");
  assert.equal(sentence(view("group", { people: { ...host, ...colleague } })), "here_side");
  assert.equal(sentence(view("group", { mediator: "away" })), "away");
  assert.equal(sentence(view("private", { mediator: "away", people: colleague })), "away");
});

test("everybody hears you is said only of a talk that goes on", () => {
  assert.equal(sentence(view("joint", { people: host })), "joint");
  assert.equal(sentence(view("joint", { unhosted: true })), "");
  assert.equal(sentence(view("joint", { session: { state: "adjourned" } })), "");
});

test("a host is told nothing", () => {
  assert.equal(sentence(view("private", { me: { host: true } })), "");
});
