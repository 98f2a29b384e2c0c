import assert from "node:assert/strict";
import { test } from "node:test";

import { neglected, shares, total } from "../../static/room/console/attention.js";

const AT = Date.parse("2026-03-01T09:30:00Z");
const MINUTE = 60_000;

test("what is over and what goes on now are one time", () => {
  assert.equal(total({ ms: 4 * MINUTE, since: "2026-03-01T09:28:00Z" }, AT), 6 * MINUTE);
  assert.equal(total({ ms: 4 * MINUTE }, AT), 4 * MINUTE);
  assert.equal(total(undefined, AT), 0);
});

test("a clock that is behind takes nothing away", () => {
  assert.equal(total({ ms: MINUTE, since: "2026-03-01T09:31:00Z" }, AT), MINUTE);
});

test("time alone with a person is their side's, and the shares make a whole", () => {
  const view = {
    groups: [{ id: "worker" }, { id: "employer" }],
    roster: { w: { group: "worker" }, expert: {} },
    attention: {
      groups: { worker: { ms: 2 * MINUTE }, employer: { ms: 5 * MINUTE } },
      people: { w: { ms: 3 * MINUTE }, expert: { ms: 9 * MINUTE } },
    },
  };
  const times = shares(view, AT);
  assert.deepEqual(times.get("worker"), { ms: 5 * MINUTE, share: 0.5 });
  assert.deepEqual(times.get("employer"), { ms: 5 * MINUTE, share: 0.5 });
});

test("before anybody was met there are no shares", () => {
  const view = { groups: [{ id: "worker" }], roster: {}, attention: { groups: {}, people: {} } };
  assert.deepEqual(shares(view, AT).get("worker"), { ms: 0, share: 0 });
});

test("a side is named only when it has had far less, and there is something to compare", () => {
  const times = (/** @type {number} */ one, /** @type {number} */ other) =>
    new Map([["worker", { ms: one * MINUTE }], ["employer", { ms: other * MINUTE }]]);
  assert.equal(neglected(times(12, 2)), "employer");
  assert.equal(neglected(times(12, 5)), null);
  assert.equal(neglected(times(9, 0)), null);
});
