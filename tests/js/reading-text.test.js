import assert from "node:assert/strict";
import { test } from "node:test";

import { paragraphs } from "../../static/room/reading-text.js";
import { use } from "../../static/words.js";

use({
  "form.title": "Record",
  "form.case_no": "Case {number}",
  "form.matter": "Matter {title}",
  "form.mode_online": "online",
  "form.attendees": "Present",
  "form.person": "{name} ({role})",
  "form.said": "{name}: {text}",
  "form.remark": " ({text})",
  "form.numbered": "{number}. {text}",
  "form.question_recusal": "Another mediator?",
  "form.reply_recusal_no": "no",
  "form.section_result": "Result",
  "form.objections": "Not right",
  "form.objection": "{number} {name}: {text}",
  "role.party": "party",
});

/** @type {import("../../static/protocol.js").Reading} */
const READING = {
  number: 2,
  at: "2026-03-02T01:31:30.019Z",
  digest: "00",
  mine: {},
  content: {
    form: 1,
    case_no: "1",
    title: "wages",
    mode: "online",
    attendees: [{ name: "Long", role: "party" }],
    answers: [
      { question: "recusal", name: "Long", reply: "no", remark: "twice asked" },
      { question: "recusal", name: "Peng", reply: "no" },
    ],
    sections: [{ section: "result", lines: [{ number: 1, text: "paid" }, { number: 2, text: "soon", speaker: "Peng" }] }],
    objections: [],
  },
};

test("what is read aloud is what is shown, part by part in the order of the form", () => {
  assert.deepEqual(paragraphs(READING), [
    "Record\nCase 1\nMatter wages\nonline",
    "Present\nLong (party)",
    "Another mediator?\nLong: no (twice asked)\nPeng: no",
    "Result\n1. paid\n2. Peng: soon",
  ]);
});

test("what was said not to be right is read with it", () => {
  const objections = [{ reading: 1, name: "Long", words: "three" }];
  const read = { ...READING, content: { ...READING.content, objections } };
  assert.equal(paragraphs(read).at(-1), "Not right\n1 Long: three");
});

test("nothing is read where nothing was read back", () => {
  assert.deepEqual(paragraphs(undefined), []);
});
