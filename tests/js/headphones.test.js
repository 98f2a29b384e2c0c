import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** @type {{kind: string, deviceId: string, groupId: string, label: string}[]} */
let plugged = [];
const changes = new EventTarget();
const devices = Object.assign(changes, { enumerateDevices: async () => plugged });
Object.defineProperty(globalThis, "navigator", { value: { mediaDevices: devices }, configurable: true });

const { answer, begin, confirmed, differs, fingerprint, hearing, look, onHearing } = await import(
  "../../static/room/check/headphones.js"
);

const microphone = { kind: "audioinput", deviceId: "m", groupId: "1", label: "Built-in" };
const headset = { kind: "audiooutput", deviceId: "h", groupId: "2", label: "Headset" };
const camera = { kind: "videoinput", deviceId: "c", groupId: "3", label: "Camera" };

beforeEach(() => {
  plugged = [microphone, headset, camera];
});

test("nothing is confirmed before the person has said so", () => {
  begin("new");
  assert.equal(hearing(), "unknown");
  assert.equal(confirmed(), false);
});

test("what was said is known again after a reload, for that seat only", async () => {
  begin("one");
  await answer("headphones");
  begin("two");
  assert.equal(confirmed(), false);
  begin("one");
  assert.equal(confirmed(), true);
});

test("headphones pulled out are headphones no more, and who listens is told", async () => {
  begin("pulled");
  await answer("headphones");
  let told = 0;
  onHearing(() => (told += 1));
  plugged = [microphone, camera];
  await look();
  assert.deepEqual([hearing(), told], ["unknown", 1]);
  begin("pulled");
  assert.equal(confirmed(), false);
});

test("another camera changes nothing, nor do devices that are not named", async () => {
  begin("camera");
  await answer("headphones");
  plugged = [headset, microphone];
  await look();
  assert.equal(confirmed(), true);
  plugged = [{ ...microphone, deviceId: "", label: "" }];
  await look();
  assert.equal(confirmed(), true);
});

test("a loudspeaker is no headphones", async () => {
  begin("loud");
  await answer("loudspeaker");
  assert.deepEqual([hearing(), confirmed()], ["loudspeaker", false]);
});

test("a fingerprint is of sound devices that have names", () => {
  assert.equal(fingerprint([camera]), "");
  assert.equal(fingerprint([microphone, headset]), fingerprint([camera, headset, microphone]));
  assert.ok(!differs("", fingerprint([headset])));
});
