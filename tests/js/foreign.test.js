import assert from "node:assert/strict";
import test from "node:test";

import { inBlock, inLine } from "../../static/foreign.js";
import { label, t, use } from "../../static/words.js";

const [ISOLATE, POP, OVERRIDE] = ["\u2068", "\u2069", "\u202E"];

for (const [what, text, shown] of /** @type {[string, string, string][]} */ ([
  ["a name like any other stays as it is", "龙建军", "龙建军"],
  ["markup is text", "<b>x</b> {{ 1 }}", "<b>x</b> {{ 1 }}"],
  ["a name from right to left is isolated", "أحمد", `${ISOLATE}أحمد${POP}`],
  ["an override is taken out", `a${OVERRIDE}bc`, "abc"],
  ["an isolate that is not closed is taken out", "a\u2067b\u2068c", "abc"],
  ["a pop too many is taken out", `a${POP}b`, "ab"],
  ["a line's end is a space", "a\r\nb\u2028c\u0000d", "a b c d"],
  ["what nobody sees is taken out", "龙\u200B建\uFEFF军\u{E0041}", "龙建军"],
  ["a joiner stays", "नमस्\u200Dते", "नमस्\u200Dते"],
  ["marks pile up so far", `a${"\u0301".repeat(10_000)}b`, `a${"\u0301".repeat(8)}b`],
])) {
  test(what, () => assert.equal(inLine(text), shown));
}

test("what was isolated once stays isolated in a sentence", () => {
  const once = inLine("أحمد");
  assert.ok(inLine(`${once}、龙建军`).includes(once));
});

test("within a line from right to left everything foreign is isolated", () => {
  assert.equal(inLine("abc", true), `${ISOLATE}abc${POP}`);
});

test("a block keeps its lines and nothing that turns them round", () => {
  assert.equal(inBlock(`一\n\t二${OVERRIDE}000,5${POP}\u0007`), "一\n\t二000,5 ");
});

test("what fills a text or names a group cannot re-order the words around it", () => {
  use({ hello: "{name}，您好" });
  assert.equal(t("hello", { name: `${OVERRIDE}أحمد` }), `${ISOLATE}أحمد${POP}，您好`);
  assert.equal(label({ zh: `甲${OVERRIDE}`, en: "A" }), "甲");
});
