import { formatPercent, formatValue } from '../profile/format.js';
import { kindOf } from '../profile/frame-name.js';
import { nameOf } from '../profile/tree.js';
import { topFrames } from '../profile/top-frames.js';
import { classColors, frameColors, kindColors } from '../render/palette.js';

/**
 * How one profile is shown in a workbench.
 *
 * @typedef {object} Lens
 * @property {import('./flame-graph.js').Subject} subject
 * @property {(node: number) => {title: string, note?: string, rows: string[][]}} tooltip
 * @property {(root: number) => import('./frame-table.js').Table} table
 * @property {(value: number) => string} share of the whole that a weight is
 */

const NOTES = {
  merged: 'Frames too small to be sent one by one; totals stay true.',
  '[truncated]': 'The stack was deeper than what JFR records.',
  '[no stack]': 'The event came without a stack.',
};

/**
 * @param {import('../profile/flame-profile.js').FlameProfile} profile
 * @param {boolean} [byKind] colours by whose code it is instead of by package
 * @returns {Lens}
 */
export function flameLens(profile, byKind = false) {
  const { tree, self, total, unit } = profile;
  const share = (value) => (total[0] > 0 ? formatPercent((100 * value) / total[0]) : '0 %');
  const shareOfParent = (node) => (node === 0 ? '' : formatPercent(
    (100 * total[node]) / (total[tree.parent[node]] || 1)));
  return {
    subject: {
      tree,
      weight: total,
      coloring: (dark) => coloring(profile, byKind, dark),
      describe: (node) => `${nameOf(tree, node)}, total ${formatValue(total[node], unit)}, `
        + `${share(total[node])} of all, self ${formatValue(self[node], unit)}`,
    },
    tooltip: (node) => ({
      title: nameOf(tree, node),
      note: noteOn(nameOf(tree, node)),
      rows: [
        ['total', formatValue(total[node], unit)],
        ['self', formatValue(self[node], unit)],
        ['of all', share(total[node])],
        ...(node > 0 ? [['of parent', shareOfParent(node)]] : []),
      ],
    }),
    table: (root) => {
      const top = topFrames(tree, self, total, root);
      const percent = (value) => share(value);
      return {
        names: top.names,
        sortedBy: 0,
        columns: [
          { label: 'Self', title: 'In the frame itself', values: top.self, format: percent },
          {
            label: 'Total',
            title: 'With all it calls; a frame that calls itself is counted once',
            values: top.total,
            format: percent,
          },
        ],
      };
    },
    share,
  };
}

export function noteOn(name) {
  return kindOf(name) === 'merged' ? NOTES.merged : NOTES[name];
}

/** Leaves of alloc, lock and park are classes, and coloured as such. */
function coloring({ tree, about }, byKind, dark) {
  const methods = (byKind ? kindColors : frameColors)(tree.names, dark);
  if (about.type === 'cpu' || about.type === undefined) {
    return (node) => methods[tree.name[node]];
  }
  const classes = classColors(tree.names, dark);
  return (node) => {
    const name = tree.name[node];
    const isLeaf = tree.end[node] === node + 1;
    return (isLeaf && classes[name]) || methods[name];
  };
}
