import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** @type {{kind: string, label: string}[]} */
let plugged = [];
const changes = new EventTarget();
const devices = Object.assign(changes, { enumerateDevices: async () => plugged });
Object.defineProperty(globalThis, "navigator", { value: { mediaDevices: devices }, configurable: true });

const remembered = await import("../../static/room/check/remembered.js");
const { answer, begin, confirmed, differs, fingerprint, hearing, look, onHearing } = await import(
  "../../static/room/check/headphones.js"
);

/** @param {string} seat */
const beginAs = (seat) => {
  remembered.begin(seat);
  begin();
};

const microphone = { kind: "audioinput", label: "Built-in" };
const headset = { kind: "audiooutput", label: "Headset" };
const camera = { kind: "videoinput", label: "Camera" };

beforeEach(() => {
  plugged = [microphone, headset, camera];
});

test("nothing is confirmed before the person has said so", () => {
  beginAs("new");
  assert.equal(hearing(), "unknown");
  assert.equal(confirmed(), false);
});

test("what was said is known again after a reload, for that seat only", async () => {
  beginAs("one");
  await answer("headphones");
  beginAs("two");
  assert.equal(confirmed(), false);
  beginAs("one");
  assert.equal(confirmed(), true);
});

test("headphones pulled out are headphones no more, and who listens is told", async () => {
  beginAs("pulled");
  await answer("headphones");
  let told = 0;
  onHearing(() => (told += 1));
  plugged = [microphone, camera];
  await look();
  assert.deepEqual([hearing(), told], ["unknown", 1]);
  beginAs("pulled");
  assert.equal(confirmed(), false);
});

test("another camera changes nothing, nor do devices that are not named", async () => {
  beginAs("camera");
  await answer("headphones");
  plugged = [headset, microphone];
  await look();
  assert.equal(confirmed(), true);
  plugged = [{ ...microphone, label: "" }];
  await look();
  assert.equal(confirmed(), true);
});

test("a loudspeaker is no headphones", async () => {
  beginAs("loud");
  await answer("loudspeaker");
  assert.deepEqual([hearing(), confirmed()], ["loudspeaker", false]);
});

test("a fingerprint is of sound devices that have names", () => {
  assert.equal(fingerprint([camera]), "");
  assert.equal(fingerprint([microphone, headset]), fingerprint([camera, headset, microphone]));
  assert.ok(!differs("", fingerprint([headset])));
});
