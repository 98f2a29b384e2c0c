import assert from "node:assert/strict";
import { test } from "node:test";

import { audience } from "../../static/room/console/audience.js";

const ME = { seat: "m" };

function person(channel, changes = {}) {
  return { channel, standing: channel === "lobby" ? "waiting" : "admitted", group: "worker", ...changes };
}

test("everybody who is together is one room, and each who waits is one", () => {
  const roster = { a: person("worker"), b: person("worker"), c: person("lobby"), d: person("lobby") };
  const rooms = audience({ me: ME, place: { channel: "neutral" }, roster });
  assert.deepEqual([...rooms.values()].sort(), ["lobby", "lobby", "neutral", "worker"]);
});

test("a private conversation is one room, with its interpreter and whichever host is in it", () => {
  const roster = {
    a: person("private"),
    i: person("private", { group: undefined, interprets: "a" }),
    co: person("private", { group: undefined, role: "co_mediator" }),
    b: person("private"),
  };
  const rooms = audience({ me: ME, place: { channel: "private", with: "a" }, roster });
  assert.deepEqual([...rooms.keys()].sort(), ["private a", "private b"]);
});

test("who is not here, or on the telephone, reads nothing", () => {
  const roster = {
    a: { standing: "expected", group: "worker" },
    b: person("joint", { standing: "left" }),
    c: person("worker", { telephone: true }),
  };
  const rooms = audience({ me: ME, place: { channel: "joint" }, roster });
  assert.deepEqual([...rooms.values()], ["joint"]);
});
