import assert from "node:assert/strict";
import { test } from "node:test";

import { Uplink } from "../../static/room/uplink.js";

/** A browser whose camera sends `small` and `large` frames a look, each half second. */
function sending() {
  const uplink = new Uplink();
  let now = 1000;
  const sent = { l: 0, h: 0 };
  return (/** @type {number} */ small, /** @type {number} */ large, looks = 1) => {
    let advice = { weak: false, nudge: false };
    const nudges = [];
    for (let look = 0; look < looks; look++) {
      now += 500;
      sent.l += small;
      sent.h += large;
      advice = uplink.look(
        [
          { type: "outbound-rtp", kind: "video", rid: "l", framesSent: sent.l },
          { type: "outbound-rtp", kind: "video", rid: "h", framesSent: sent.h },
          { type: "outbound-rtp", kind: "audio" },
          { type: "inbound-rtp", kind: "video" },
        ],
        now,
      );
      if (advice.nudge) nudges.push(now);
    }
    return { ...advice, nudges };
  };
}

test("a camera that sends both sizes is left alone", () => {
  const look = sending();
  assert.deepEqual(look(10, 10, 20), { weak: false, nudge: false, nudges: [] });
});

test("while the large one is left out the browser is nudged every two seconds", () => {
  const look = sending();
  look(10, 10, 4);
  assert.equal(look(10, 0, 3).weak, false);
  const { weak, nudges } = look(10, 0, 20);
  assert.equal(weak, true);
  assert.equal(nudges.length, 4);
});

test("with the large one back all is as before", () => {
  const look = sending();
  look(10, 10, 4);
  look(10, 0, 10);
  assert.equal(look(10, 10).weak, false);
});

test("a camera that is off is no weak line", () => {
  const look = sending();
  look(10, 10, 4);
  assert.equal(look(0, 0, 20).weak, false);
});

test("a camera too small for two sizes never sends the large one, and is not nudged", () => {
  const look = sending();
  assert.deepEqual(look(10, 0, 30).nudges, []);
});
