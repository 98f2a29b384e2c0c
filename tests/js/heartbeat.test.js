import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff, Heartbeat, patience } from "../../static/room/heartbeat.js";

const started = () => {
  const heartbeat = new Heartbeat();
  heartbeat.start(0);
  return heartbeat;
};

/** What each tick says, every quarter of a second from 0.25 s on; `hear` tells at which times something arrives. */
const ticks = (heartbeat, count, hear = () => false) =>
  Array.from({ length: count }, (_, index) => {
    const now = 250 * (index + 1);
    if (hear(now)) heartbeat.hear(now);
    return heartbeat.tick(now);
  });

test("the server is asked each second as long as it answers", () => {
  const said = ticks(started(), 12, () => true);
  assert.deepEqual(said, said.map((_, index) => (index % 4 === 3 ? "ask" : "wait")));
  assert.equal(said.includes("ask"), true);
});

test("what is not answered is asked again after half a second", () => {
  const asked = ticks(started(), 8).flatMap((verdict, index) => (verdict === "ask" ? [250 * (index + 1)] : []));
  assert.deepEqual(asked, [1000, 1500, 2000]);
});

test("silence for longer than two seconds means that the connection is lost", () => {
  const said = ticks(started(), 9);
  assert.equal(said.indexOf("lost"), 8);
});

test("a page that slept asks again before it gives up", () => {
  const heartbeat = started();
  ticks(heartbeat, 4);
  assert.equal(heartbeat.tick(60_000), "ask");
  assert.equal(heartbeat.tick(60_250), "wait");
});

test("attempts come soon at first and never more than a second and a quarter apart", () => {
  assert.ok(backoff(0, 0.5) < 200);
  for (let attempt = 0; attempt < 50; attempt++) assert.ok(backoff(attempt, 1) <= 1250);
});

test("most attempts are given up soon, and in a while there is always one for a very slow network", () => {
  const given = Array.from({ length: 12 }, (_, attempt) => patience(attempt, 80));
  assert.deepEqual(given, [2500, 2000, 2000, 4000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 4000]);
  assert.equal(patience(24, 80), 8000);
});

test("after a long time without a network fewer attempts are made", () => {
  assert.equal(patience(41, 80), 4000);
});

test("on a line that was slow before no attempt is given up early", () => {
  const given = Array.from({ length: 4 }, (_, attempt) => patience(attempt, 1000));
  assert.deepEqual(given, [4300, 4300, 4300, 4300]);
});

test("somebody who comes back to the page learns within little more than a second that the server is gone", () => {
  const heartbeat = started();
  heartbeat.wake(60_000);
  const said = [250, 500, 750, 1000, 1250].map((after) => heartbeat.tick(60_000 + after));
  assert.deepEqual(said, ["wait", "ask", "wait", "ask", "lost"]);
});

test("somebody who comes back while the server answers keeps the connection", () => {
  const heartbeat = started();
  heartbeat.wake(60_000);
  heartbeat.hear(60_200);
  assert.equal(heartbeat.tick(61_250), "ask");
});
