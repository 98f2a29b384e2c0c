import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff, Heartbeat } from "../../static/room/heartbeat.js";

const started = () => {
  const heartbeat = new Heartbeat();
  heartbeat.start(0);
  return heartbeat;
};

/** What each tick says, every half second from 0.5 s on; `hear` tells at which times something arrives. */
const ticks = (heartbeat, count, hear = () => false) =>
  Array.from({ length: count }, (_, index) => {
    const now = 500 * (index + 1);
    if (hear(now)) heartbeat.hear(now);
    return heartbeat.tick(now);
  });

test("the server is asked each second as long as it answers", () => {
  assert.deepEqual(ticks(started(), 6, () => true), ["wait", "ask", "wait", "ask", "wait", "ask"]);
});

test("silence for longer than two and a half seconds means that the connection is lost", () => {
  assert.deepEqual(ticks(started(), 6), ["wait", "ask", "wait", "ask", "wait", "lost"]);
});

test("a page that slept asks again before it gives up", () => {
  const heartbeat = started();
  ticks(heartbeat, 2);
  assert.equal(heartbeat.tick(60_000), "ask");
  assert.equal(heartbeat.tick(60_500), "wait");
});

test("attempts come soon at first and never more than two and a half seconds apart", () => {
  assert.ok(backoff(0, 0.5) < 200);
  for (let attempt = 0; attempt < 50; attempt++) assert.ok(backoff(attempt, 1) <= 2500);
});
