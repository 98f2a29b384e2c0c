import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Reachable } from "../../static/room/reachable.js";

/** @param {import("node:test").TestContext} context */
function made(context) {
  context.mock.timers.enable({ apis: ["setInterval"] });
  let now = 0;
  /** @type {((dead?: boolean) => void)[]} */
  const answers = [];
  const ask = () =>
    new Promise((resolve, reject) => answers.push((dead = false) => (dead ? reject(new Error()) : resolve(undefined))));
  const answered = mock.fn();
  const reachable = new Reachable(ask, answered, () => now);
  const pass = (/** @type {number} */ ms) => {
    now += ms;
    context.mock.timers.tick(ms);
  };
  return { reachable, answers, answered, pass };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("while there is no connection the server is asked again and again, however often one says so", (context) => {
  const { reachable, answers, pass } = made(context);
  reachable.watch();
  for (let step = 0; step < 20; step++) {
    reachable.watch();
    pass(100);
  }
  assert.equal(answers.length, 5);
});

test("an answer tells how long it took, and what is dead tells nothing", async (context) => {
  const { reachable, answers, answered, pass } = made(context);
  reachable.watch();
  pass(400);
  pass(250);
  answers[0]?.();
  await settled();
  assert.deepEqual(answered.mock.calls[0]?.arguments, [250]);
  pass(150);
  answers[1]?.(true);
  await settled();
  assert.equal(answered.mock.callCount(), 1);
});

test("once it is stopped nothing is asked and nothing heard, also when it was begun anew", async (context) => {
  const { reachable, answers, answered, pass } = made(context);
  reachable.watch();
  pass(400);
  reachable.stop();
  pass(5000);
  assert.equal(answers.length, 1);
  reachable.watch();
  answers[0]?.();
  await settled();
  assert.equal(answered.mock.callCount(), 0);
});
