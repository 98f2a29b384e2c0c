/**
 * Whose turn it is with a paper. Pure.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../../protocol.js").PaperSigner} Signer
 */

const HOSTS = new Set(["mediator", "co_mediator"]);
/** In which a paper waits for hands. */
const LIVE = new Set(["frozen", "signing"]);

/** @param {Signer} signer */
export function hosts({ role }) {
  return HOSTS.has(role);
}

/**
 * Who of those that sit at this device signs the paper, in the order of the form.
 * @param {Paper} paper
 * @param {View["me"]} me
 * @returns {[seat: string, signer: Signer][]}
 */
export function here(paper, me) {
  const names = new Set(me.shares);
  return Object.entries(paper.signers).filter(([seat, { name }]) => seat === me.seat || names.has(name));
}

/**
 * Who at this device has still to sign. Whoever hosts signs when all others have.
 * @param {Paper} paper
 * @param {View["me"]} me
 */
export function waiting(paper, me) {
  if (!LIVE.has(paper.state)) return [];
  return here(paper, me).filter(
    ([, signer]) => signer.signed === undefined && (!hosts(signer) || partiesDone(paper)),
  );
}

/**
 * Whether the paper may go out to a signer: as a copy, or to be signed by who has not yet. No staff sign by link.
 * @param {Paper} paper
 * @param {Signer} signer
 */
export function goesOut(paper, signer) {
  if (paper.state === "sealed") return true;
  return LIVE.has(paper.state) && signer.signed === undefined && !hosts(signer) && signer.role !== "clerk";
}

/** @param {Paper} paper */
export function partiesDone(paper) {
  return Object.values(paper.signers).every((signer) => hosts(signer) || signer.signed !== undefined);
}

/**
 * Who has not signed yet, by name.
 * @param {Paper} paper
 */
export function outstanding(paper) {
  return Object.values(paper.signers).flatMap(({ name, signed }) => (signed === undefined ? [name] : []));
}

/**
 * Where somebody goes on: the first clause that has to be confirmed and is not; behind the last when all are.
 * @param {readonly {id: string}[]} text the clauses in their order
 * @param {readonly string[]} asked
 * @param {readonly string[]} read
 */
export function next(text, asked, read) {
  const [needed, known] = [new Set(asked), new Set(read)];
  const at = text.findIndex(({ id }) => needed.has(id) && !known.has(id));
  return at < 0 ? text.length : at;
}

/**
 * A drawing as large as it can be where the field has another size now. A name is not stretched.
 * @template {{points: {x: number, y: number}[]}} G
 * @param {readonly G[]} groups
 * @param {{width: number, height: number}} from
 * @param {{width: number, height: number}} to
 * @returns {G[]}
 */
export function fitted(groups, from, to) {
  const scale = Math.min(to.width / from.width, to.height / from.height);
  return groups.map((group) => ({
    ...group,
    points: group.points.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })),
  }));
}
