import { formatPercent, formatValue } from '../profile/format.js';
import { sumOf, wordsOf } from '../profile/frame-kinds.js';
import { kindOf } from '../profile/frame-name.js';
import { nameOf } from '../profile/tree.js';
import { topFrames } from '../profile/top-frames.js';
import {
  classColors, codeColor, codeColors, frameColors, kindColor, kindColors,
} from '../render/palette.js';

/**
 * How one profile is shown in a workbench.
 *
 * @typedef {object} Lens
 * @property {import('./flame-graph.js').Subject} subject
 * @property {(node: number) => {title: string, note?: string, rows: string[][]}} tooltip
 * @property {(root: number) => import('./frame-table.js').Table} table
 * @property {(value: number) => string} share of the whole that a weight is
 * @property {import('./color-legend.js').Legend} [legend] of the colours
 */

const NOTES = {
  merged: 'Frames too small to be sent one by one; totals stay true.',
  '[truncated]': 'The stack was deeper than what JFR records.',
  '[no stack]': 'The event came without a stack.',
};

/**
 * @param {import('../profile/flame-profile.js').FlameProfile} profile
 * @param {string|null} [colors] kind: by how methods ran; code: by whose code it is; else by package
 * @returns {Lens}
 */
export function flameLens(profile, colors = null) {
  const { tree, self, total, unit, kinds } = profile;
  const share = (value) => (total[0] > 0 ? formatPercent((100 * value) / total[0]) : '0 %');
  const shareOfParent = (node) => (node === 0 ? '' : formatPercent(
    (100 * total[node]) / (total[tree.parent[node]] || 1)));
  return {
    subject: {
      tree,
      weight: total,
      coloring: (dark) => coloring(profile, colors, dark),
      describe: (node) => `${nameOf(tree, node)}, total ${formatValue(total[node], unit)}, `
        + `${share(total[node])} of all, self ${formatValue(self[node], unit)}`
        + mostly(kinds, nameOf(tree, node)),
    },
    tooltip: (node) => ({
      title: nameOf(tree, node),
      note: noteOn(nameOf(tree, node)),
      rows: [
        ['total', formatValue(total[node], unit)],
        ['self', formatValue(self[node], unit)],
        ['of all', share(total[node])],
        ...(node > 0 ? [['of parent', shareOfParent(node)]] : []),
        ...kindRows(profile, nameOf(tree, node), colors),
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
    legend: legendOf(kinds, colors),
  };
}

export function noteOn(name) {
  return kindOf(name) === 'merged' ? NOTES.merged : NOTES[name];
}

/** How the method ran, as far as it is known. */
function kindRows({ kinds }, name, colors) {
  const frames = kinds?.byName.get(name);
  if (!frames) {
    return colors === 'kind' && kinds && kindOf(name) !== 'merged' && name !== 'all'
      ? [['ran', 'kind not recorded']] : [];
  }
  const sum = sumOf(frames);
  return frames.map(([kind, count], at) => [at === 0 ? 'method ran' : '',
    `${formatPercent((100 * count) / sum)} ${wordsOf(kind)}`]);
}

function mostly(kinds, name) {
  const most = kinds?.byName.get(name)?.[0][0];
  return most ? `, mostly ${wordsOf(most)}` : '';
}

/** @returns {import('./color-legend.js').Legend|undefined} */
function legendOf(kinds, colors) {
  if (colors === 'code') {
    return {
      entries: ['application', 'JDK', 'generated', 'none of these'].map((label) => ({
        label, color: (dark) => codeColor(label.toLowerCase(), dark),
      })),
    };
  }
  if (colors !== 'kind') {
    return undefined;
  }
  if (!kinds) {
    return { note: 'Asking how the methods ran …', entries: [] };
  }
  const sum = sumOf(kinds.all);
  return {
    note: sum > 0 ? 'How most frames of a method ran, whoever called it:'
      : 'Kind not recorded: nobody told how these methods ran.',
    entries: [
      ...kinds.all.map(([kind, count]) => ({
        label: `${wordsOf(kind)} ${formatPercent((100 * count) / sum)}`,
        color: (dark) => kindColor(kind, dark),
      })),
      { label: 'not recorded, or no method', color: (dark) => kindColor('unknown', dark) },
    ],
  };
}

/** Leaves of alloc, lock and park are classes, and coloured as such; but they do not run. */
function coloring({ tree, about, kinds }, colors, dark) {
  if (colors === 'kind') {
    const byKind = kindColors(tree.names, kinds, dark);
    return (node) => byKind[tree.name[node]];
  }
  const methods = (colors === 'code' ? codeColors : frameColors)(tree.names, dark);
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
