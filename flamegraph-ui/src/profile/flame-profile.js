import { decodeKinds } from './frame-kinds.js';
import { decodeTree, decodeValues, totalsOf } from './tree.js';

/**
 * One merged profile.
 *
 * @typedef {object} FlameProfile
 * @property {import('./tree.js').CallTree} tree
 * @property {Float64Array} self
 * @property {Float64Array} total
 * @property {string} unit of the values: samples, bytes, nanoseconds, or events for a count
 * @property {import('./frame-kinds.js').FrameKinds|null} kinds how its methods ran; null: not asked for
 * @property {object} about the answer's other fields, as sent
 */

/** @returns {FlameProfile} */
export function decodeFlame(answer) {
  const { tree: columns, frameKinds, ...about } = answer;
  const tree = decodeTree(columns);
  const self = decodeValues(tree, columns.self, 'self');
  return {
    tree,
    self,
    total: totalsOf(tree, self),
    unit: about.value === 'count' && about.unit !== 'samples' ? 'events' : about.unit,
    kinds: decodeKinds(tree.names, frameKinds),
    about,
  };
}

export function isEmpty(profile) {
  return profile.total[0] === 0;
}
