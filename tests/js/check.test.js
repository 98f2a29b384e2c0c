import assert from "node:assert/strict";
import { test } from "node:test";

import { name } from "../../static/room/capture.js";
import { several } from "../../static/room/check/chosen.js";
import { differs } from "../../static/room/check/equipment.js";
import { family } from "../../static/room/check/family.js";
import { usedPath } from "../../static/room/check/path.js";
import { relays } from "../../static/room/check/relays.js";
import { told as troubles } from "../../static/room/check/trouble.js";
import { feelsOtherwise, judge, told } from "../../static/room/check/verdict.js";
import { Voice } from "../../static/room/check/voice.js";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/604.1";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.4 Safari/605.1.15";
const ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Mobile Safari/537.36";
const FAMILIES = {
  app: [`${ANDROID} MicroMessenger/8.0.40`, `${IPHONE} AliApp(AP/10.5)`],
  iphone: [IPHONE, IPHONE.replace("Version/16.5", "CriOS/120.0")],
  android: [ANDROID],
  firefox: ["Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/115.0 Firefox/115.0"],
  safari: [MAC],
  chromium: ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36 Edg/109.0"],
  other: ["Mozilla/5.0 (Mobile; Nokia) KAIOS/2.5", ""],
};

test("each browser is known by where its permission is hidden", () => {
  for (const [expected, agents] of Object.entries(FAMILIES)) {
    for (const userAgent of agents) assert.equal(family({ userAgent, maxTouchPoints: 0 }), expected, userAgent);
  }
  assert.equal(family({ userAgent: MAC, maxTouchPoints: 5 }), "iphone");
});

test("each fault has a name of its own", () => {
  const names = { NotAllowedError: "denied", NotFoundError: "missing", NotReadableError: "busy", AbortError: "busy", OverconstrainedError: "unsuitable", SecurityError: "insecure", TypeError: "failed" };
  for (const [error, expected] of Object.entries(names)) assert.equal(name(new DOMException("", error)), expected);
  assert.equal(name(new DOMException("Permission denied by system", "NotAllowedError")), "system");
  assert.equal(name(null), "failed");
});

test("what both devices lack is said once", () => {
  assert.deepEqual(troubles({}), []);
  assert.deepEqual(troubles({ audio: "denied", camera: "denied" }), [{ what: "both", trouble: "denied" }]);
  assert.deepEqual(troubles({ audio: "denied", camera: "missing" }), [
    { what: "audio", trouble: "denied" },
    { what: "camera", trouble: "missing" },
  ]);
});

/**
 * @param {Record<string, unknown>} candidate
 * @param {number} [seconds]
 */
const chromium = (candidate, seconds) => new Map(Object.entries({
  t: { type: "transport", selectedCandidatePairId: "p" },
  other: { type: "candidate-pair", nominated: true, state: "succeeded", localCandidateId: "nowhere" },
  p: { type: "candidate-pair", localCandidateId: "c", currentRoundTripTime: seconds },
  c: { type: "local-candidate", ...candidate },
}));

test("the way is the one that media take", () => {
  assert.deepEqual(usedPath(chromium({ candidateType: "srflx" }, 0.0384)), { way: "direct", roundTrip: 38 });
  assert.deepEqual(usedPath(chromium({ candidateType: "relay", relayProtocol: "udp" })), { way: "relay", roundTrip: null });
  for (const relayProtocol of ["tcp", "tls"]) {
    assert.equal(usedPath(chromium({ candidateType: "relay", relayProtocol }))?.way, "relay_tcp");
  }
  assert.equal(usedPath(chromium({ candidateType: "host" }, 60))?.roundTrip, 10_000);
});

test("Firefox names the pair otherwise, and before one is chosen there is no way", () => {
  const firefox = new Map(Object.entries({
    tried: { type: "candidate-pair", nominated: false, state: "succeeded", localCandidateId: "r" },
    used: { type: "candidate-pair", nominated: true, state: "succeeded", localCandidateId: "h" },
    h: { type: "local-candidate", candidateType: "host" },
    r: { type: "local-candidate", candidateType: "relay" },
  }));
  assert.equal(usedPath(firefox)?.way, "direct");
  assert.equal(usedPath(new Map()), null);
});

test("every relay is tried once for each way, with its own credentials", () => {
  const turn = { username: "u", credential: "c", urls: ["turn:a:3478?transport=udp", "turn:a:3478?transport=tcp", "turns:a:5349?transport=tcp"] };
  const found = relays([{ urls: "stun:a" }, turn, { urls: "turn:b" }]);
  assert.deepEqual([...found.keys()], ["udp", "tcp", "tls"]);
  assert.deepEqual(found.get("tcp"), { ...turn, urls: ["turn:a:3478?transport=tcp"] });
  assert.equal(found.get("udp")?.username, "u");
  assert.equal(relays([]).size, 0);
});

test("the network is judged by the way that media take, and not before it had its time", () => {
  const at = (/** @type {any} */ path, waited = 0) => judge({ able: true, path, waited });
  assert.equal(at(null), "testing");
  assert.equal(at(null, 12_000), "none");
  assert.equal(at({ way: "direct", roundTrip: 40 }), "direct");
  assert.equal(at({ way: "direct", roundTrip: null }), "direct");
  assert.equal(at({ way: "direct", roundTrip: 500 }), "direct_slow");
  assert.equal(at({ way: "relay_tcp", roundTrip: 500 }), "relay_tcp");
  assert.equal(judge({ able: false, path: null, waited: 0 }), "unable");
  assert.deepEqual(["testing", "direct_slow", "unable", "relay", "none"].map((one) => told(/** @type {any} */ (one))), ["unknown", "direct", "none", "relay", "none"]);
});

test("a round trip is told anew when it feels otherwise", () => {
  assert.ok(feelsOtherwise(undefined, 20));
  assert.ok(feelsOtherwise(140, 160));
  assert.ok(!feelsOtherwise(20, 140));
  assert.ok(!feelsOtherwise(null, undefined));
});

test("the mediator is told anew of each fact that changes, and of nothing else", () => {
  const now = /** @type {const} */ ({ microphone: "works", camera: "works", hearing: "unknown", network: "direct", round_trip: 20, old_browser: false });
  assert.ok(differs(undefined, now));
  assert.ok(!differs({ ...now, round_trip: 60 }, now));
  for (const other of [{ microphone: "busy" }, { camera: "unused" }, { hearing: "headphones" }, { network: "relay" }, { old_browser: true }, { round_trip: 900 }]) {
    assert.ok(differs(/** @type {any} */ ({ ...now, ...other }), now), JSON.stringify(other));
  }
});

test("somebody is heard who speaks for a moment, and a knock on the table is nobody", () => {
  const voice = new Voice();
  for (const level of [0.5, 0.5, 0, 0.5, 0.5, 0.01]) assert.ok(!voice.take(level));
  for (const level of [0.3, 0.3]) assert.ok(!voice.take(level));
  assert.ok(voice.take(0.3));
  assert.ok(voice.take(0));
});

test("a list of devices is shown where there are several, without those that are only another's role", () => {
  const one = (/** @type {string} */ deviceId, kind = "audioinput") => /** @type {any} */ ({ deviceId, kind });
  assert.equal(several([one("default"), one("a"), one("communications")], "audioinput").length, 0);
  assert.deepEqual(several([one("default"), one("a"), one("communications"), one("b")], "audioinput").map(({ deviceId }) => deviceId), ["default", "a", "b"]);
  assert.equal(several([one("", "videoinput"), one("", "videoinput")], "videoinput").length, 0);
});
