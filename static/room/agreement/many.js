/**
 * The papers of a group's settlement as one thing to read and to sign: what stands alike on all of them once, then the
 * list of what does not. Pure.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {{id: string, number: number | string, heading: string, text: string}} Clause
 * @typedef {{id: string, number: string, name: string, frozen: string, amount: string, clauses: Clause[]}} Row
 * @typedef {{number: string, total: string, clauses: Clause[], papers: Row[], consent: string}} Framework
 * @typedef {{settlement: string, ids: readonly string[]}} Many
 */

import { hosts, waiting } from "./papers.js";

/** The id of the list among the clauses. */
export const LIST = "list";

/**
 * The papers of each settlement of which one signs more than one oneself.
 * @param {View} view
 * @returns {Map<string, [id: string, paper: Paper][]>} by settlement
 */
export function groups({ papers = {}, me }) {
  /** @type {Map<string, [string, Paper][]>} */
  const found = new Map();
  for (const [id, paper] of Object.entries(papers)) {
    // What is no agreement is signed by itself.
    if (!paper.settlement || !paper.signers[me.seat]) continue;
    found.set(paper.settlement, [...(found.get(paper.settlement) ?? []), [id, paper]]);
  }
  return new Map([...found].filter(([, entries]) => entries.length > 1));
}

/**
 * Those that wait for one's own hand.
 * @param {readonly [id: string, paper: Paper][]} entries
 * @param {View["me"]} me
 * @returns {string[]} ids
 */
export function mine(entries, me) {
  const own = { ...me, shares: [] };
  return entries.flatMap(([id, paper]) => (waiting(paper, own).length > 0 ? [id] : []));
}

/**
 * The chosen papers as if they were one: a clause has been read when it has been on all of them.
 * @param {View} view
 * @param {Many} many
 * @param {readonly Clause[]} text what is read, the list last; empty: not known yet
 * @returns {Paper | undefined}
 */
export function together({ papers = {}, me }, { settlement, ids }, text) {
  const chosen = ids.flatMap((id) => papers[id] ?? []);
  const [first] = chosen;
  const signer = first?.signers[me.seat];
  if (first === undefined || signer === undefined) return undefined;
  const left = chosen.filter((paper) => paper.signers[me.seat]?.signed === undefined);
  const common = new Set(text.map(({ id }) => id));
  /** @param {string} id */
  const known = (id) =>
    left.every((paper) => {
      const read = new Set(paper.signers[me.seat]?.read ?? []);
      return id === LIST ? paper.clauses.every((each) => common.has(each) || read.has(each)) : read.has(id);
    });
  const { signed, refused, ...own } = signer;
  const done = left.length === 0 && signed !== undefined ? { signed } : {};
  return {
    ...first,
    settlement,
    state: chosen.every(({ state }) => state === "void") ? "void" : "signing",
    frozen: chosen.map(({ frozen }) => frozen).join(" "),
    clauses: text.map(({ id }) => id),
    signers: { [me.seat]: { ...own, ...done, read: text.flatMap(({ id }) => (known(id) ? [id] : [])) } },
  };
}

/**
 * What is read, in its order.
 * @param {Framework} framework
 * @param {readonly string[]} ids
 * @param {string} heading of the list
 * @returns {(Clause & {rows?: Row[]})[]}
 */
export function text({ clauses, papers }, ids, heading) {
  const chosen = new Set(ids);
  const rows = papers.filter(({ id }) => chosen.has(id));
  const lines = rows.flatMap(({ name, clauses }) => [name, ...clauses.map(({ text }) => text)]);
  return [...clauses, { id: LIST, number: clauses.length + 1, heading, text: lines.join("\n"), rows }];
}

/**
 * Which clauses of which papers are confirmed with this one.
 * @param {string} clause
 * @param {readonly Row[]} rows
 */
export function confirmed(clause, rows) {
  return rows.map(({ id, frozen, clauses }) => ({
    id,
    frozen,
    clauses: clause === LIST ? clauses.map((own) => own.id) : [clause],
  }));
}

/**
 * How far a paper has come, as one word; of a group each has one.
 * @typedef {"unopened" | "reading" | "unsigned" | "refused" | "payer" | "host" | "sealing" | "sealed" | "void"} Stage
 */

/** In the order in which a paper comes to them. @type {readonly Stage[]} */
export const STAGES = ["unopened", "reading", "unsigned", "refused", "payer", "host", "sealing", "sealed", "void"];

/**
 * @param {Paper} paper
 * @returns {Stage}
 */
export function stage(paper) {
  if (paper.state === "sealed" || paper.state === "void") return paper.state;
  const signers = Object.values(paper.signers);
  const left = signers.filter(({ signed }) => signed === undefined);
  if (left.some(({ refused }) => refused !== undefined)) return "refused";
  const own = owner(paper);
  if (own && own.signed === undefined) {
    if (paper.clauses.length <= own.read.length) return "unsigned";
    return own.opened === undefined && own.read.length === 0 ? "unopened" : "reading";
  }
  if (left.some((signer) => !hosts(signer))) return "payer";
  return left.length > 0 ? "host" : "sealing";
}

/**
 * Who signs it for the worker: they themselves, or whoever acts for them, who stands first on the form.
 * @param {Paper} paper
 */
export function owner({ worker, signers }) {
  return (worker && signers[worker.seat]) ?? Object.values(signers).find((signer) => !hosts(signer));
}

/**
 * How many there are at each stage; none is left out that has any.
 * @param {readonly Paper[]} papers
 * @returns {[Stage, number][]}
 */
export function counts(papers) {
  const found = papers.map(stage);
  return STAGES.flatMap((each) => {
    const count = found.filter((one) => one === each).length;
    /** @type {[Stage, number][]} */
    const told = count > 0 ? [[each, count]] : [];
    return told;
  });
}
