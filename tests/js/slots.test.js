import assert from "node:assert/strict";
import { test } from "node:test";

import { Slots } from "../../static/room/slots.js";

const gathered = (slots) => Object.fromEntries(slots.bySeat());

test("a person's media are gathered from the slots they are in", () => {
  const slots = new Slots();
  const voices = { 3: { seat: "a", kind: "audio" }, 4: { seat: "b", kind: "audio" }, 5: null };
  slots.replace({ ...voices, 15: { seat: "a", kind: "camera" } });
  assert.deepEqual(gathered(slots), { a: { audio: "3", camera: "15" }, b: { audio: "4" } });
});

test("a change touches only the slots that it names", () => {
  const slots = new Slots();
  slots.replace({ 3: { seat: "a", kind: "audio" }, 4: { seat: "b", kind: "audio" } });
  slots.change({ 3: { seat: "c", kind: "audio" }, 4: null });
  assert.deepEqual(gathered(slots), { c: { audio: "3" } });
});

test("a fresh table leaves nothing of the former one", () => {
  const slots = new Slots();
  slots.replace({ 3: { seat: "a", kind: "audio" } });
  slots.replace({});
  assert.equal(slots.bySeat().size, 0);
});
