import assert from "node:assert/strict";
import { test } from "node:test";

import { patience, Watch } from "../../static/casefile/watch.js";

const NONE = { ok: false, code: "not_saved", words: "" };

/**
 * What is watched answers so, one after the other; `shown` is what the page showed, null where it said that there is
 * no answer.
 * @param {any[]} answers a value, or that there is none
 */
function watching(...answers) {
  const shown = /** @type {any[]} */ ([]);
  const waits = /** @type {number[]} */ ([]);
  const runs = /** @type {(() => void)[]} */ ([]);
  const watch = new Watch(
    {
      ask: async () => {
        const value = answers.shift();
        return value === NONE ? NONE : { ok: true, value };
      },
      show: (value) => {
        shown.push(value);
        return value === "making";
      },
      tell: (silent) => silent && shown.push(null),
    },
    (run, ms) => {
      runs.push(run);
      waits.push(ms);
    },
  );
  const wait = async (run = runs.at(-1)) => {
    run?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { watch, shown, waits, runs, wait };
}

test("what goes on is looked at again, and what is done no more", async () => {
  const { watch, shown, waits, wait } = watching("making", "making", "done");
  await watch.look();
  await wait();
  await wait();
  assert.deepEqual(shown, ["making", "making", "done"]);
  assert.equal(waits.length, 2);
});

test("an answer that is none ends nothing: it is said, and asked again", async () => {
  const { watch, shown, waits, wait } = watching("making", NONE, NONE, "making", "done");
  await watch.look();
  for (let n = 0; n < 4; n++) await wait();
  assert.deepEqual(shown, ["making", null, null, "making", "done"]);
  assert.deepEqual(waits, [1000, 2000, 4000, 1000]);
});

test("nor does it end where there was never an answer", async () => {
  const { watch, shown, wait } = watching(NONE, "done");
  await watch.look();
  await wait();
  assert.deepEqual(shown, [null, "done"]);
});

test("whoever does not answer is asked ever later, but is asked", () => {
  const waits = Array.from({ length: 50 }, (_, silent) => patience(silent));
  assert.deepEqual(waits.slice(0, 4), [1000, 2000, 4000, 8000]);
  assert.ok(waits.every((wait, at) => wait <= 30_000 && wait >= (waits[at - 1] ?? 0)));
});

test("looking in between is no second row of looks", async () => {
  const { watch, shown, runs, wait } = watching("making", "making", "done");
  await watch.look();
  await watch.look();
  await wait(runs[0]);
  assert.deepEqual(shown, ["making", "making"]);
  await wait(runs[1]);
  assert.deepEqual(shown, ["making", "making", "done"]);
});

test("a late answer does not undo what is known since", async () => {
  /** @type {(answer: any) => void} */
  let answer = () => undefined;
  const shown = /** @type {any[]} */ ([]);
  const watch = new Watch({
    ask: () => new Promise((resolve) => (answer = resolve)),
    show: (value) => {
      shown.push(value);
      return false;
    },
    tell: () => undefined,
  });
  const looking = watch.look();
  watch.take("done");
  answer({ ok: true, value: "making" });
  await looking;
  assert.deepEqual(shown, ["done"]);
});
