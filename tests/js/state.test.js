import assert from "node:assert/strict";
import { test } from "node:test";

import { Fold, merge } from "../../static/room/state.js";

// RFC 7396, appendix A.
const CASES = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', "{}"],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', "null", "null"],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ["[1,2]", '{"a":"b","c":null}', '{"a":"b"}'],
  ["{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
];

for (const [target, patch, result] of CASES) {
  test(`merging ${patch} into ${target} gives ${result}`, () => {
    assert.deepEqual(merge(JSON.parse(target), JSON.parse(patch)), JSON.parse(result));
  });
}

test("merging leaves the original and the parts it does not touch as they were", () => {
  const before = { people: { a: { mic: true } }, messages: {} };
  const after = merge(before, { messages: { m: { text: "x" } } });
  assert.deepEqual(before, { people: { a: { mic: true } }, messages: {} });
  assert.equal(after.people, before.people);
});

test("a member named __proto__ is a member and changes no prototype", () => {
  const after = merge({}, JSON.parse('{"__proto__": {"polluted": true}, "x": 1}'));
  assert.equal(after.polluted, undefined);
  assert.equal({}.polluted, undefined);
  assert.deepEqual(Object.keys(after), ["__proto__", "x"]);
});

test("changes are folded in their order and what is already known is passed over", () => {
  const fold = new Fold();
  fold.fresh({ seq: 4, view: { unhosted: false } });
  assert.equal(fold.change({ seq: 5, patch: { unhosted: true } }), "changed");
  assert.equal(fold.change({ seq: 5, patch: { unhosted: false } }), "old");
  assert.deepEqual(fold.view, { unhosted: true });
});

test("a gap is noticed and nothing is folded over it", () => {
  const fold = new Fold();
  assert.equal(fold.change({ seq: 1, patch: {} }), "gap");
  fold.fresh({ seq: 4, view: { unhosted: false } });
  assert.equal(fold.change({ seq: 6, patch: { unhosted: true } }), "gap");
  assert.deepEqual(fold.view, { unhosted: false });
  assert.equal(fold.change({ seq: 5, patch: { unhosted: true } }), "changed");
});
