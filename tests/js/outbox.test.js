import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox } from "../../static/room/outbox.js";

/** A server that records what reaches it and answers when it is told to; and a clock that stands still. */
class Bench {
  sent = [];
  pending = [];
  timers = [];
  time = 0;
  keys = 0;

  constructor() {
    this.outbox = new Outbox({
      send: (command) => {
        this.sent.push(command);
        return new Promise((resolve, reject) => this.pending.push({ resolve, reject }));
      },
      newKey: () => `key-${++this.keys}`,
      now: () => this.time,
      later: (run, ms) => this.timers.push({ run, at: this.time + ms }),
    });
  }

  async answer(reply = { ok: true, value: {} }) {
    this.pending.shift().resolve(reply);
    await settled();
  }

  async fail() {
    this.pending.shift().reject(new Error("socket has been disconnected"));
    await settled();
  }

  async pass(ms) {
    this.time += ms;
    const due = this.timers.filter((timer) => timer.at <= this.time);
    this.timers = this.timers.filter((timer) => timer.at > this.time);
    for (const timer of due) timer.run();
    await settled();
  }

  get texts() {
    return this.sent.map((command) => command.text);
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a message waits until the server can be reached", async () => {
  const bench = new Bench();
  const said = bench.outbox.add("say", { text: "a" });
  assert.deepEqual(bench.sent, []);
  bench.outbox.open();
  await bench.answer();
  assert.deepEqual(await said, { ok: true, value: {} });
  assert.deepEqual(bench.sent, [{ key: "key-1", type: "say", text: "a" }]);
});

test("messages go out one after the other in the order in which they were given", async () => {
  const bench = new Bench();
  bench.outbox.open();
  for (const text of ["a", "b", "c"]) void bench.outbox.add("say", { text });
  await settled();
  assert.deepEqual(bench.texts, ["a"]);
  await bench.answer();
  assert.deepEqual(bench.texts, ["a", "b"]);
  await bench.answer();
  await bench.answer();
  assert.deepEqual(bench.texts, ["a", "b", "c"]);
  assert.equal(bench.outbox.size, 0);
});

test("what was not acknowledged before a break is sent again after it under the same key", async () => {
  const bench = new Bench();
  bench.outbox.open();
  const said = bench.outbox.add("say", { text: "a" });
  void bench.outbox.add("say", { text: "b" });
  await settled();
  bench.outbox.close();
  await bench.fail();
  await bench.pass(1000);
  bench.outbox.open();
  await settled();
  await bench.answer();
  await bench.answer();
  assert.deepEqual(await said, { ok: true, value: {} });
  const sent = bench.sent.map((command) => `${command.text} ${command.key}`);
  assert.deepEqual(sent, ["a key-1", "a key-1", "b key-2"]);
});

test("a passing refusal is tried again and keeps its place in the order", async () => {
  const bench = new Bench();
  bench.outbox.open();
  void bench.outbox.add("say", { text: "a" });
  void bench.outbox.add("say", { text: "b" });
  await settled();
  await bench.answer({ code: "too_many", params: {} });
  assert.deepEqual(bench.texts, ["a"]);
  await bench.pass(1000);
  await bench.answer();
  assert.deepEqual(bench.texts, ["a", "a", "b"]);
});

test("any other refusal is an answer", async () => {
  const bench = new Bench();
  bench.outbox.open();
  const said = bench.outbox.add("say", { text: "a" });
  await settled();
  await bench.answer({ code: "stale_stay", params: {} });
  assert.deepEqual(await said, { code: "stale_stay", params: {} });
  assert.equal(bench.outbox.size, 0);
});

test("what was asked for with limited patience is given up and never sent afterwards", async () => {
  const bench = new Bench();
  const moved = bench.outbox.add("separate", {}, 8000);
  await bench.pass(8000);
  assert.deepEqual(await moved, { code: "offline", params: {} });
  bench.outbox.open();
  await settled();
  assert.deepEqual(bench.sent, []);
});

test("giving up a message that is under way does not hold up the next", async () => {
  const bench = new Bench();
  bench.outbox.open();
  const moved = bench.outbox.add("separate", {}, 8000);
  void bench.outbox.add("say", { text: "a" });
  await settled();
  await bench.pass(8000);
  assert.equal((await moved).code, "offline");
  await bench.answer();
  assert.deepEqual(bench.sent.map((command) => command.type), ["separate", "say"]);
});
