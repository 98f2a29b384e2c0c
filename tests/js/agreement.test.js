import assert from "node:assert/strict";
import { test } from "node:test";

import { changedSections, changes } from "../../static/room/agreement/difference.js";
import { outline } from "../../static/room/agreement/outline.js";
import { fitted, goesOut, next, outstanding, waiting } from "../../static/room/agreement/papers.js";
import { servedTo } from "../../static/room/console/served.js";
import { arrears, owed, sum } from "../../static/room/agreement/wages.js";
import { figure } from "../../static/room/agreement/figure.js";
import { around, at, freshId, put } from "../../static/room/console/agreement/paths.js";
import { consented, vouched } from "../../static/room/console/agreement/vouching.js";
import { use } from "../../static/words.js";

/** @typedef {import("../../static/protocol.js").WageRow} WageRow */
/** @typedef {import("../../static/protocol.js").SettlementPaper} Paper */

/** @param {object} figures @returns {WageRow} */
const row = (figures) => ({ id: "r", worker: "w", basis: "days", ...figures });
const me = /** @type {any} */ ({ seat: "w", shares: ["Mother"] });

/** @param {string} name @param {object} [rest] @returns {any} */
const signer = (name, rest) => ({ person: name, name, role: "party", read: [], ...rest });

/** @param {object} signers @param {object} [rest] @returns {Paper} */
const paper = (signers, rest) =>
  /** @type {any} */ ({ settlement: "s", state: "frozen", clauses: ["a", "b"], signers, ...rest });

test("a row comes to quantity times rate, less advances and what was paid", () => {
  const found = arrears(
    row({ quantity: { value: "90" }, rate: { value: "240" }, advances: { value: "3000.00" }, paid: { value: "0.01" } }),
  );
  assert.deepEqual(found, { gross: "21600.00", owed: "18599.99" });
});

test("a month's odd days are paid by 21.75, rounded once", () => {
  const { gross } = arrears(
    row({ basis: "monthly", quantity: { value: "2" }, rate: { value: "5000" }, days: { value: "7" } }),
  );
  assert.equal(gross, "11609.20");
});

test("half a 分 is rounded up, a sum in one is taken as it is, and too much paid is below nothing", () => {
  assert.equal(arrears(row({ quantity: { value: "1.5" }, rate: { value: "0.01" } })).gross, "0.02");
  assert.equal(arrears(row({ basis: "amount", amount: { value: "77.5" } })).gross, "77.50");
  assert.equal(arrears(row({ basis: "amount", amount: { value: "1" }, paid: { value: "2.50" } })).owed, "-1.50");
});

test("what is no number counts nothing, and rows are summed", () => {
  assert.equal(arrears(row({ quantity: { value: "many" }, rate: { value: "3" } })).gross, "0.00");
  assert.equal(owed([row({ basis: "amount", amount: { value: "1.10" } }), row({ basis: "amount", amount: { value: "2" } })]), "3.10");
  assert.equal(sum(["0.1", "0.2"]), "0.30");
});

test("the hosts sign last, and everybody at a device by themselves", () => {
  const all = { w: signer("Long"), m: signer("Mother"), h: signer("Tian", { role: "mediator" }), e: signer("Peng") };
  assert.deepEqual(waiting(paper(all), me).map(([seat]) => seat), ["w", "m"]);
  const host = /** @type {any} */ ({ seat: "h", shares: [] });
  assert.deepEqual(waiting(paper(all), host), []);
  const signed = Object.fromEntries(Object.entries(all).map(([seat, one]) => [seat, seat === "h" ? one : { ...one, signed: "t" }]));
  assert.deepEqual(waiting(paper(signed), host).map(([seat]) => seat), ["h"]);
  assert.deepEqual(outstanding(paper(signed)), ["Tian"]);
  assert.deepEqual(waiting(paper(all, { state: "void" }), me), []);
});

test("one goes on at the first clause that is not confirmed", () => {
  const text = [{ id: "a" }, { id: "head" }, { id: "b" }];
  assert.equal(next(text, ["a", "b"], []), 0);
  assert.equal(next(text, ["a", "b"], ["a"]), 2);
  assert.equal(next(text, ["a", "b"], ["b", "a"]), 3);
});

test("a drawing grows with its field and is not stretched", () => {
  const [group] = fitted([{ points: [{ x: 10, y: 20, time: 1 }] }], { width: 100, height: 100 }, { width: 300, height: 200 });
  assert.deepEqual(group, { points: [{ x: 20, y: 40, time: 1 }] });
});

test("a place in the terms is read, written and taken away", () => {
  const terms = /** @type {any} */ ({ payments: [{ id: "p", instalments: [{ amount: "1" }, { amount: "2" }] }] });
  assert.equal(at(terms, "payments[0].instalments[1].amount"), "2");
  assert.equal(at(terms, "payments[3].amount"), undefined);
  const written = put(terms, "payments[0].instalments[0].due", "2026-12-01");
  assert.equal(at(written, "payments[0].instalments[0].due"), "2026-12-01");
  assert.equal(at(terms, "payments[0].instalments[0].due"), undefined);
  assert.equal(at(put(terms, "payments[0].instalments[0]", undefined), "payments[0].instalments[0].amount"), "2");
});

test("what holds nothing any more goes", () => {
  const terms = /** @type {any} */ ({ copies: 4, breach: { daily: "1" } });
  assert.deepEqual(put(terms, "breach.daily", undefined), { copies: 4 });
  assert.deepEqual(put(/** @type {any} */ ({ copies: 4 }), "breach.text", undefined), { copies: 4 });
});

test("a finding leads to the nearest place that there is", () => {
  assert.deepEqual(around("payments[2].instalments[0].due"), [
    "payments[2].instalments[0].due",
    "payments[2].instalments[0]",
    "payments[2].instalments",
    "payments[2]",
    "payments",
  ]);
  assert.deepEqual(around("copies"), ["copies"]);
});

test("an amount may be typed with commas, full-width digits and its unit", () => {
  assert.equal(figure(" １８，６００.５0 元"), "18600.50");
});

test("a new row has an id of its own", () => {
  assert.equal(freshId("row", [{ id: "row-2" }]), "row-3");
  assert.equal(freshId("row", []), "row-1");
});

test("what changed between two versions is told line by line", () => {
  const before = [{ id: "p", title: "Pay", lines: ["one", "two"] }];
  const after = [{ id: "p", title: "Pay", lines: ["one", "three"] }, { id: "c", title: "Clause", lines: ["new"] }];
  assert.deepEqual(changes(before, after), [
    { kind: "gone", title: "Pay", text: "two" },
    { kind: "new", title: "Pay", text: "three" },
    { kind: "new", title: "Clause", text: "new" },
  ]);
  assert.deepEqual([...changedSections(before, after)], ["p", "c"]);
  assert.deepEqual(changes(before, before), []);
});

test("an agreement is told in lines, and what nobody wrote is left out", () => {
  use({
    "agreement.payment": "{payer} pays {name} {amount}",
    "agreement.instalment": "{number}: {amount} by {due}",
    "agreement.no_day": "no day",
    "agreement.copies": "{count} copies",
  });
  const terms = /** @type {any} */ ({
    parties: [{ seat: "w", name: "Long", group: "worker", role: "worker" }],
    payments: [{ id: "p", worker: "w", payer: "employer", item: "wages", amount: "5.00", instalments: [{ amount: "5.00" }] }],
    clauses: [{ id: "own-1", heading: "Contact", text: "a\nb" }],
    review: "none",
    copies: 4,
  });
  const found = outline(terms, () => "Hengtai");
  assert.deepEqual(found.map(({ id }) => id), ["parties", "payments", "own-1", "rest"]);
  assert.deepEqual(found[1]?.lines, ["Hengtai pays Long 5.00", "1: 5.00 by no day"]);
  assert.deepEqual(found[2]?.lines, ["a", "b"]);
  assert.deepEqual(found[3]?.lines, ["4 copies"]);
});

test("a host vouches for the account and the party that a finding is about", () => {
  const account = { holder: "Long", bank: "B", number: "12345" };
  const terms = /** @type {any} */ ({ parties: [{ seat: "w" }], payments: [{ worker: "w", account }] });
  assert.deepEqual(vouched(terms, "payments[0].account.number"), { what: "account", body: { who: "w", ...account } });
  assert.equal(vouched(terms, "payments[1].account"), null);
  assert.equal(vouched(undefined, "payments[0]"), null);
  const settlement = /** @type {any} */ ({ version: 3, terms });
  assert.deepEqual(consented(settlement, "parties[0]", "yes"), {
    what: "consent",
    body: { who: "w", base: 3, words: "yes" },
  });
  assert.equal(consented(undefined, "parties[0]", "yes"), null);
});

test("a paper goes out to who has still to sign, and when it is sealed to everybody on it; no staff sign by link", () => {
  const people = { w: signer("Worker"), m: signer("Host", { role: "mediator" }), c: signer("Clerk", { role: "clerk" }) };
  const open = paper({ ...people, e: signer("Boss", { signed: "2026-11-23T00:00:00Z" }) });
  const able = (/** @type {Paper} */ one) => Object.entries(one.signers).flatMap(([seat, each]) => (goesOut(one, each) ? [seat] : []));
  assert.deepEqual(able(open), ["w"]);
  assert.deepEqual(able(paper(people, { state: "sealed" })), ["w", "m", "c"]);
  assert.deepEqual(able(paper(people, { state: "void" })), []);
});

test("what went out is told of whom it went to, and whether it was opened", () => {
  use({ "hand.out_copy_qr": "link", "hand.out_copy_print": "print", "hand.opened": "opened", "hand.unopened": "not yet" });
  const at = "2026-11-23T00:00:00Z";
  const served = [
    { seat: "w", how: "qr", purpose: "copy", at, opened: at },
    { seat: "w", how: "print", purpose: "copy", at },
    { seat: "e", how: "qr", purpose: "copy", at },
  ];
  const one = paper({ w: signer("Worker") }, { served });
  assert.deepEqual(servedTo(one, "w"), ["link opened", "print"]);
  assert.deepEqual(servedTo(one, "e"), ["link not yet"]);
  assert.deepEqual(servedTo(paper({}), "w"), []);
});
