import assert from "node:assert/strict";
import { test } from "node:test";

import { figures, judge, Steady } from "../../static/room/quality.js";

const START = { heard: 0, concealed: 0, lost: 0, roundTrip: 0 };

test("a quiet line is good", () => {
  assert.equal(judge(START, { heard: 96_000, concealed: 0, lost: 0, roundTrip: 0.05 }), "good");
});

test("the worst of the three figures decides", () => {
  assert.equal(judge(START, { heard: 96_000, concealed: 3000, lost: 0, roundTrip: 0.05 }), "fair");
  assert.equal(judge(START, { heard: 96_000, concealed: 9600, lost: 0, roundTrip: 0.05 }), "poor");
  assert.equal(judge(START, { heard: 96_000, concealed: 0, lost: 0.1, roundTrip: 0.05 }), "fair");
  assert.equal(judge(START, { heard: 96_000, concealed: 0, lost: 0, roundTrip: 1 }), "poor");
});

test("only what came since the last look counts", () => {
  const before = { heard: 96_000, concealed: 48_000, lost: 0, roundTrip: 0 };
  assert.equal(judge(before, { ...before, heard: 192_000 }), "good");
});

test("while nobody is heard, nothing is concealed", () => {
  assert.equal(judge(START, { ...START, concealed: 480 }), "good");
});

test("the figures are gathered over all slots, without the silence that nobody hears", () => {
  const audio = { type: "inbound-rtp", kind: "audio" };
  const report = [
    { ...audio, totalSamplesReceived: 1000, concealedSamples: 90, silentConcealedSamples: 40 },
    { ...audio, totalSamplesReceived: 500 },
    { type: "inbound-rtp", kind: "video", totalSamplesReceived: 7 },
    { type: "remote-inbound-rtp", fractionLost: 0.1, roundTripTime: 0.2 },
    { type: "remote-inbound-rtp", fractionLost: 0.02 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.3 },
    { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
  ];
  assert.deepEqual(figures(report), { heard: 1500, concealed: 50, lost: 0.1, roundTrip: 0.3 });
});

test("the word changes only when two judgements in a row agree", () => {
  const steady = new Steady();
  assert.equal(steady.take("good"), "good");
  assert.equal(steady.take("poor"), "good");
  assert.equal(steady.take("good"), "good");
  assert.equal(steady.take("poor"), "good");
  assert.equal(steady.take("poor"), "poor");
});
