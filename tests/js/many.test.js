import assert from "node:assert/strict";
import { test } from "node:test";

import { confirmed, counts, groups, LIST, mine, owner, stage, text, together } from "../../static/room/agreement/many.js";

/** @typedef {import("../../static/protocol.js").SettlementPaper} Paper */

/** @param {string} name @param {object} [rest] @returns {any} */
const signer = (name, rest) => ({ person: name, name, role: "party", read: [], ...rest });

/** @param {object} signers @param {object} [rest] @returns {Paper} */
const paper = (signers, rest) =>
  /** @type {any} */ ({ settlement: "s", state: "signing", frozen: "f", clauses: ["own", "alike"], signers, ...rest });

const host = signer("Mediator", { role: "mediator" });
const me = /** @type {any} */ ({ seat: "agent", shares: [] });
const done = { signed: "2026-11-23T02:00:00Z" };

/** @param {object} papers @returns {any} */
const view = (papers) => ({ papers, me });

test("papers that one signs oneself belong together; one alone does not, nor another's at the same device", () => {
  const both = { agent: signer("Agent"), m: host };
  const papers = { a: paper(both), b: paper(both), c: paper(both, { settlement: "t" }), d: paper({ w: signer("W") }) };
  const found = groups(view(papers));
  assert.deepEqual([...found.keys()], ["s"]);
  assert.deepEqual(found.get("s")?.map(([id]) => id), ["a", "b"]);
  assert.deepEqual([...groups(/** @type {any} */ ({ me })).keys()], []);
});

test("what is signed, sealed or void waits for nobody's hand; a host's hand waits for the others'", () => {
  /** @type {[string, Paper][]} */
  const entries = [
    ["a", paper({ agent: signer("Agent") })],
    ["b", paper({ agent: signer("Agent", done) })],
    ["c", paper({ agent: signer("Agent") }, { state: "void" })],
  ];
  assert.deepEqual(mine(entries, me), ["a"]);
  const mediator = /** @type {any} */ ({ seat: "m", shares: ["Agent"] });
  /** @type {[string, Paper][]} */
  const last = [["a", paper({ agent: signer("Agent"), m: host })], ["b", paper({ agent: signer("Agent", done), m: host })]];
  assert.deepEqual(mine(last, mediator), ["b"]);
});

const clause = (/** @type {string} */ id) => ({ id, number: 1, heading: id, text: `${id}!` });
const row = (/** @type {string} */ id) =>
  ({ id, number: id, name: `name-${id}`, frozen: `f-${id}`, amount: "1.00", clauses: [clause("own")] });
const framework = { number: "n", total: "3.00", clauses: [clause("alike")], papers: ["a", "b", "x"].map(row), consent: "" };
const many = { settlement: "s", ids: ["a", "b"] };

test("what is alike is read once, the list of what is not comes last, of the chosen papers only", () => {
  const read = text(framework, many.ids, "The list");
  assert.deepEqual(read.map(({ id }) => id), ["alike", LIST]);
  assert.deepEqual(read[1]?.rows?.map(({ id }) => id), ["a", "b"]);
  assert.equal(read[1]?.text, "name-a\nown!\nname-b\nown!");
});

test("a clause has been read when it has been on all papers that are not signed", () => {
  const read = text(framework, many.ids, "");
  const at = (/** @type {string[]} */ one, /** @type {string[]} */ other, rest = {}) => {
    const papers = {
      a: paper({ agent: signer("Agent", { read: one }) }),
      b: paper({ agent: signer("Agent", { read: other, ...rest }) }),
    };
    return together(view(papers), many, read)?.signers["agent"];
  };
  assert.deepEqual(at(["alike"], [])?.read, []);
  assert.deepEqual(at(["alike"], ["alike"])?.read, ["alike"]);
  assert.deepEqual(at(["alike"], ["alike", "own"])?.read, ["alike"]);
  assert.deepEqual(at(["own", "alike"], ["own", "alike"])?.read, ["alike", LIST]);
  assert.deepEqual(at(["alike", "own"], [], done)?.read, ["alike", LIST]);
  assert.equal(at(["alike", "own"], [], done)?.signed, undefined);
  assert.equal(together(view({}), many, read), undefined);
});

test("when all are signed the whole is, and when all are void it is", () => {
  const signed = paper({ agent: signer("Agent", done) });
  assert.equal(together(view({ a: signed, b: signed }), many, [])?.signers["agent"]?.signed, done.signed);
  const gone = paper({ agent: signer("Agent") }, { state: "void" });
  assert.equal(together(view({ a: gone, b: gone }), many, [])?.state, "void");
  assert.equal(together(view({ a: gone, b: signed }), many, [])?.state, "signing");
});

test("with the list each paper's own clauses are confirmed, with another clause that one on all", () => {
  const rows = framework.papers.slice(0, 2);
  assert.deepEqual(confirmed("alike", rows).map(({ clauses }) => clauses), [["alike"], ["alike"]]);
  assert.deepEqual(confirmed(LIST, rows), [
    { id: "a", frozen: "f-a", clauses: ["own"] },
    { id: "b", frozen: "f-b", clauses: ["own"] },
  ]);
});

test("each paper is at one stage: what it waits for", () => {
  const all = { read: ["own", "alike"] };
  const at = (/** @type {object} */ own, agent = {}, rest = {}) =>
    stage(paper({ w: signer("W", own), agent: signer("Agent", agent), m: host }, { worker: { seat: "w", name: "W" }, ...rest }));
  assert.equal(at({}), "unopened");
  assert.equal(at({ opened: "x" }), "reading");
  assert.equal(at({ read: ["own"] }), "reading");
  assert.equal(at(all), "unsigned");
  assert.equal(at({ refused: { at: "x", reason: "" } }), "refused");
  assert.equal(at(done), "payer");
  assert.equal(at(done, { refused: { at: "x", reason: "" } }), "refused");
  assert.equal(at(done, done), "host");
  assert.equal(stage(paper({ w: signer("W", done), m: { ...host, ...done } })), "sealing");
  assert.equal(at(done, done, { state: "sealed" }), "sealed");
  assert.equal(at({}, {}, { state: "void" }), "void");
});

test("for a worker who does not sign it is whoever signs first", () => {
  const found = owner(paper({ lawyer: signer("Lawyer"), m: host }, { worker: { seat: "w", name: "W" } }));
  assert.equal(found?.name, "Lawyer");
});

test("the stages are counted, in the order of the way", () => {
  const papers = [paper({ w: signer("W", done), m: host }), paper({ w: signer("W") }), paper({ w: signer("V") })];
  assert.deepEqual(counts(papers), [["unopened", 2], ["host", 1]]);
});
