import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock } from "../../static/casefile/clock.js";
import { correction, FAR, NEAR } from "../../static/casefile/correction.js";
import { lasts } from "../../static/casefile/lasts.js";
import { beginOf, endOf, paceAt, trackAt } from "../../static/casefile/timeline.js";

/** Begins at 10 s, is silent from 15 to 20, and goes on a little fast. */
const KNOTS = [
  [0, 10],
  [5, 15],
  [5, 20],
  [15.3, 30],
];

test("a moment before or behind a track has nothing of it", () => {
  assert.equal(trackAt(KNOTS, 9.99), null);
  assert.equal(trackAt(KNOTS, 30.01), null);
  assert.deepEqual([beginOf(KNOTS), endOf(KNOTS)], [10, 30]);
});

test("what of a track belongs to a moment lies on the lines between its knots", () => {
  assert.equal(trackAt(KNOTS, 10), 0);
  assert.equal(trackAt(KNOTS, 12.5), 2.5);
  assert.equal(trackAt(KNOTS, 17), 5);
  assert.ok(Math.abs(trackAt(KNOTS, 25) - 10.15) < 1e-9);
  assert.equal(trackAt(KNOTS, 30), 15.3);
});

test("a track stands still where it was silent, and goes nearly as the timeline elsewhere", () => {
  assert.equal(paceAt(KNOTS, 12), 1);
  assert.equal(paceAt(KNOTS, 17), 0);
  assert.ok(Math.abs(paceAt(KNOTS, 25) - 1.03) < 1e-9);
  assert.equal(paceAt(KNOTS, 9), 0);
});

test("a track of many knots gives the same as its lines", () => {
  const many = Array.from({ length: 500 }, (_, number) => [number, number * 1.0002 + 3]);
  for (let at = 3; at < 500; at += 7.3) assert.ok(Math.abs(trackAt(many, at) - (at - 3) / 1.0002) < 1e-6);
});

test("the clock goes on while it runs, as fast as it is told, and never beyond the end", () => {
  let now = 100;
  const clock = new Clock(20, () => now);
  now += 5;
  assert.equal(clock.place, 0);
  clock.start();
  now += 5;
  clock.setSpeed(2);
  now += 2;
  assert.equal(clock.place, 9);
  clock.hold();
  now += 50;
  assert.equal(clock.place, 9);
  clock.jump(-4);
  assert.equal(clock.place, 0);
  clock.jump(99);
  assert.ok(clock.ended);
});

test("a track that is nearly right is left alone", () => {
  assert.deepEqual(correction(NEAR / 2, 1, false), { jump: false, rate: 1, correcting: false });
});

test("a track that is ahead is slowed, one that is behind hurries, and both are home within a second", () => {
  for (const drift of [0.24, 0.08, 0.03, -0.03, -0.08, -0.24]) {
    let [off, correcting] = [drift, false];
    for (let look = 0; look < 12; look++) {
      const step = correction(off, 1, correcting);
      assert.ok(!step.jump);
      correcting = step.correcting;
      off += (step.rate - 1) * 0.05;
    }
    assert.ok(Math.abs(off) < NEAR, `${drift} → ${off}`);
  }
});

test("a track that is far off jumps", () => {
  assert.deepEqual(correction(FAR * 1.1, 1, false), { jump: true });
  assert.deepEqual(correction(-FAR * 1.1, 2, true), { jump: true });
});

test("a length has hours only where there are any", () => {
  assert.deepEqual([lasts(0), lasts(61.9), lasts(3600), lasts(-1)], ["0:00", "1:01", "1:00:00", "0:00"]);
});
