import { decodeTree, decodeValues, totalsOf } from './tree.js';

/**
 * Two profiles over one tree.
 *
 * @typedef {object} Arm
 * @property {string} label
 * @property {Float64Array} self
 * @property {Float64Array} total
 *
 * @typedef {object} Test what the differ knows of a node, in percent points of the arm's total
 * @property {number} change
 * @property {number} low
 * @property {number} high
 * @property {number} q
 * @property {number} agree
 *
 * @typedef {object} DiffProfile
 * @property {import('./tree.js').CallTree} tree
 * @property {Arm} base
 * @property {Arm} candidate
 * @property {Int8Array} mark 1 significantly more, -1 significantly less, 0 neither
 * @property {Map<number, Test>} tests by node
 * @property {string} unit
 * @property {object} about the answer's other fields, as sent
 */

/** @returns {DiffProfile} */
export function decodeDiff(answer) {
  const { tree: columns, tested, ...about } = answer;
  const tree = decodeTree(columns);
  return {
    tree,
    base: decodeArm(tree, columns.baseSelf, 'baseSelf', about.base),
    candidate: decodeArm(tree, columns.candidateSelf, 'candidateSelf', about.candidate),
    mark: new Int8Array(decodeValues(tree, columns.mark, 'mark')),
    tests: decodeTests(tested),
    unit: about.value === 'count' && about.unit !== 'samples' ? 'events' : about.unit,
    about,
  };
}

/** A node's value in percent of the arm's total. */
export function percentOf(arm, node) {
  return arm.total[0] > 0 ? (100 * arm.total[node]) / arm.total[0] : 0;
}

/**
 * What a node is wide by.
 *
 * @param {'union'|'base'|'candidate'} widths union: the sum of the shares in both, so that what
 *     vanished and what is new are both seen and children still fill their parents
 * @returns {{self: Float64Array, total: Float64Array}} shares
 */
export function diffWeights(profile, widths) {
  const { tree, base, candidate } = profile;
  const baseScale = widths === 'candidate' ? 0 : share(base);
  const candidateScale = widths === 'base' ? 0 : share(candidate);
  const self = new Float64Array(tree.size);
  for (let node = 0; node < tree.size; node++) {
    self[node] = base.self[node] * baseScale + candidate.self[node] * candidateScale;
  }
  return { self, total: totalsOf(tree, self) };
}

function share(arm) {
  return arm.total[0] > 0 ? 1 / arm.total[0] : 0;
}

function decodeArm(tree, values, column, about) {
  const self = decodeValues(tree, values, column);
  return { label: about?.label ?? column, self, total: totalsOf(tree, self) };
}

function decodeTests(tested) {
  const tests = new Map();
  for (let i = 0; i < (tested?.node?.length ?? 0); i++) {
    tests.set(tested.node[i], {
      change: tested.change[i],
      low: tested.low[i],
      high: tested.high[i],
      q: tested.q[i],
      agree: tested.agree[i],
    });
  }
  return tests;
}
