import assert from "node:assert/strict";
import { test } from "node:test";

import { amountOf, beyond, late, open, said, standing, today } from "../../static/room/agreement/performance.js";

/** @param {object} [more] @returns {import("../../static/protocol.js").PerformanceRow} */
const row = (more) => /** @type {any} */ ({ state: "due", due: "2026-06-02", claims: [], receipts: [], ...more });

test("the day is China's", () => {
  assert.equal(today(Date.parse("2026-03-01T15:59:59Z")), "2026-03-01");
  assert.equal(today(Date.parse("2026-03-01T16:00:00Z")), "2026-03-02");
});

test("what is not paid in full is overdue from the day after", () => {
  assert.equal(standing(row(), "2026-06-02"), "due");
  assert.equal(standing(row(), "2026-06-03"), "overdue");
  assert.equal(standing(row({ state: "part" }), "2026-06-03"), "overdue");
  assert.equal(standing(row({ state: "paid" }), "2026-06-03"), "paid");
  assert.equal(standing(row({ state: "disputed" }), "2026-06-03"), "disputed");
  assert.equal(late(row({ state: "disputed" }), "2026-06-03"), true);
  assert.equal(late(row({ due: undefined }), "2099-01-01"), false);
});

test("an amount is read as people write it, and nothing else is one", () => {
  const good = {
    "3000": "3000.00",
    "3,000.5": "3000.50",
    "3、000": "3000.00",
    "１０，０００": "10000.00",
    " 007 元": "7.00",
    "0.01": "0.01",
    "¥5": "5.00",
  };
  for (const [written, read] of Object.entries(good)) assert.equal(amountOf(written), read, written);
  for (const written of ["", "0", "0.00", "-5", "1.234", "一千", "1e5", "5.", ".5", "123456789012", "1.2.3", "NaN"]) {
    assert.equal(amountOf(written), null, written);
  }
});

test("what is more than is missing is told to the cent", () => {
  assert.equal(beyond("26400.01", "26400.00"), "0.01");
  assert.equal(beyond("99999.00", "26400.00"), "73599.00");
  assert.equal(beyond("26400.00", "26400.00"), null);
  assert.equal(beyond("1.00", "2.00"), null);
});

test("what was said stands in its order, and what waits is known", () => {
  const claims = [
    { id: "b", at: "2026-03-02T02:00:00.000Z", state: "open" },
    { id: "a", at: "2026-03-02T01:00:00.000Z", state: "denied" },
  ];
  const found = row({ claims, receipts: [{ id: "c", at: "2026-03-02T01:30:00.000Z" }] });
  assert.deepEqual(said(found).map(({ entry }) => entry.id), ["a", "c", "b"]);
  assert.deepEqual(said(found).map(({ kind }) => kind), ["claim", "receipt", "claim"]);
  assert.deepEqual(open(found).map(({ id }) => id), ["b"]);
});
