import assert from "node:assert/strict";
import { test } from "node:test";

import { underway } from "../../static/room/console/correction.js";

const edit = { text: "三万元", speaker: "", version: 1 };

test("a correction goes on while another changes the line", () => {
  assert.equal(underway(edit, { text: "四万元" }), edit);
});

test("a correction that the room took is over before it answers", () => {
  assert.equal(underway({ ...edit, sent: "三万元" }, { text: "三万元" }), undefined);
  const other = { ...edit, sent: "三万元" };
  assert.equal(underway(other, { text: "四万元" }), other);
});

test("nothing is corrected in a line that was struck, or that nobody changes", () => {
  assert.equal(underway(edit, { text: "三万元", struck: { reason: "", by: { name: "" }, at: "" } }), undefined);
  assert.equal(underway(undefined, { text: "三万元" }), undefined);
});
