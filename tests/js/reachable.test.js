import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Reachable } from "../../static/room/reachable.js";

/** @param {import("node:test").TestContext} context */
function made(context) {
  context.mock.timers.enable({ apis: ["setInterval"] });
  /** @type {(() => void)[]} */
  const answers = [];
  const back = mock.fn();
  const reachable = new Reachable(() => new Promise((resolve) => answers.push(() => resolve(undefined))), back);
  return { reachable, answers, back, pass: (/** @type {number} */ ms) => context.mock.timers.tick(ms) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("an attempt is left alone for a second, then the server is asked each second", (context) => {
  const { reachable, answers, pass } = made(context);
  reachable.watch();
  pass(900);
  assert.equal(answers.length, 0);
  pass(2200);
  assert.equal(answers.length, 3);
});

test("an answer tells that the network is back", async (context) => {
  const { reachable, answers, back, pass } = made(context);
  reachable.watch();
  pass(1000);
  answers[0]?.();
  await settled();
  assert.equal(back.mock.callCount(), 1);
});

test("the attempt after an answer is left alone, and the next one watched again", async (context) => {
  const { reachable, answers, pass } = made(context);
  reachable.watch();
  pass(1000);
  answers[0]?.();
  await settled();
  reachable.watch();
  pass(3000);
  assert.equal(answers.length, 1);
  reachable.watch();
  pass(1000);
  assert.equal(answers.length, 2);
});

test("an answer to what was asked for a former attempt tells nothing", async (context) => {
  const { reachable, answers, back, pass } = made(context);
  reachable.watch();
  pass(1000);
  reachable.watch();
  answers[0]?.();
  await settled();
  assert.equal(back.mock.callCount(), 0);
});

test("once there is a connection nothing is asked and nothing heard", async (context) => {
  const { reachable, answers, back, pass } = made(context);
  reachable.watch();
  pass(1000);
  reachable.stop();
  pass(5000);
  answers[0]?.();
  await settled();
  assert.equal(answers.length, 1);
  assert.equal(back.mock.callCount(), 0);
});
