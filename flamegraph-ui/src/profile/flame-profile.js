import { decodeTree, decodeValues, totalsOf } from './tree.js';

/**
 * One merged profile.
 *
 * @typedef {object} FlameProfile
 * @property {import('./tree.js').CallTree} tree
 * @property {Float64Array} self
 * @property {Float64Array} total
 * @property {string} unit of the values: samples, bytes, nanoseconds, or events for a count
 * @property {object} about the answer's other fields, as sent
 */

/** @returns {FlameProfile} */
export function decodeFlame(answer) {
  const { tree: columns, ...about } = answer;
  const tree = decodeTree(columns);
  const self = decodeValues(tree, columns.self, 'self');
  return {
    tree,
    self,
    total: totalsOf(tree, self),
    unit: about.value === 'count' && about.unit !== 'samples' ? 'events' : about.unit,
    about,
  };
}

export function isEmpty(profile) {
  return profile.total[0] === 0;
}
