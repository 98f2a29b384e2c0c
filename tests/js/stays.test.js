import assert from "node:assert/strict";
import { test } from "node:test";

import { Stays } from "../../static/room/stays.js";

// Node has no encoded transforms, as Firefox before 117 and Chromium 109 have none.

const settled = () => new Promise((resolve) => setImmediate(resolve));
const unknown = (stay) => ["audio", "camera", "screen"].map((kind) => ({ stay, kind, ts: null, ssrc: null }));

test("without transforms each kind is reported without a timestamp, after the negotiation", async () => {
  const sent = [];
  const stays = new Stays(async (report) => sent.push(report));
  await stays.ready;
  stays.enter("s1");
  assert.deepEqual(sent, []);
  stays.begin();
  assert.deepEqual(sent.splice(0), unknown("s1"));
  stays.enter("s2");
  assert.deepEqual(sent, unknown("s2"));
});

test("a report that may not have arrived is sent again over the next connection", async () => {
  const sent = [];
  let broken = true;
  const stays = new Stays(async (report) => {
    if (broken) throw new Error("not connected");
    sent.push(report);
  });
  stays.enter("s1");
  stays.begin();
  await settled();
  broken = false;
  stays.again();
  await settled();
  assert.deepEqual(sent.splice(0), unknown("s1"));
  stays.again();
  assert.deepEqual(sent, []);
});

test("what was not reported of a former stay is never reported in a later one", async () => {
  const sent = [];
  let broken = true;
  const stays = new Stays(async (report) => {
    if (broken) throw new Error("not connected");
    sent.push(report);
  });
  stays.enter("s1");
  stays.begin();
  await settled();
  broken = false;
  stays.enter("s2");
  stays.again();
  await settled();
  assert.ok(sent.every((report) => report.stay === "s2"));
});
