import { diffWeights, percentOf } from '../profile/diff-profile.js';
import { formatPercent, formatPoints, formatValue } from '../profile/format.js';
import { nameOf } from '../profile/tree.js';
import { topFrames } from '../profile/top-frames.js';
import { diffColor } from '../render/palette.js';
import { noteOn } from './flame-lens.js';

/** The differ compares pauses as a part of the time, everything else as a share of the whole. */
const PAUSES = 'gc_pause';

/** @type {import('./color-legend.js').Legend} */
const LEGEND = {
  entries: [
    { label: 'significantly more', color: (dark) => diffColor(1, false, 1, dark) },
    { label: 'more, and new', color: (dark) => diffColor(1, true, 1, dark) },
    { label: 'significantly less, or gone', color: (dark) => diffColor(-1, false, 1, dark) },
    { label: 'may be chance, or too small to be tested', color: (dark) => diffColor(0, false, 0, dark) },
  ],
};

/** A change of this size has the full colour. */
const STRONG_POINTS = 10;

/**
 * How a comparison is shown in a workbench.
 *
 * @param {import('../profile/diff-profile.js').DiffProfile} profile
 * @param {'union'|'base'|'candidate'} widths
 * @returns {import('./flame-lens.js').Lens}
 */
export function diffLens(profile, widths) {
  const { tree, base, candidate, mark, unit, tests, about } = profile;
  const { total: weight } = diffWeights(profile, widths);
  const isOfTime = about.type === PAUSES;
  const change = isOfTime ? (node) => tests.get(node)?.change ?? 0
    : (node) => percentOf(candidate, node) - percentOf(base, node);
  return {
    subject: {
      tree,
      weight,
      coloring: (dark) => (node) => diffColor(mark[node], base.total[node] === 0,
        Math.min(1, Math.abs(change(node)) / STRONG_POINTS), dark),
      describe: (node) => `${nameOf(tree, node)}, ${base.label} `
        + `${formatPercent(percentOf(base, node))}, ${candidate.label} `
        + `${formatPercent(percentOf(candidate, node))}, change ${formatPoints(change(node))} points`,
    },
    tooltip: (node) => ({
      title: nameOf(tree, node),
      note: noteOn(nameOf(tree, node)) ?? whatIsKnown(profile, node),
      rows: [
        ['', base.label, candidate.label],
        [isOfTime ? 'of all pauses' : 'of all', formatPercent(percentOf(base, node)), formatPercent(percentOf(candidate, node))],
        ['total', formatValue(base.total[node], unit), formatValue(candidate.total[node], unit)],
        ['self', formatValue(base.self[node], unit), formatValue(candidate.self[node], unit)],
        ['change', `${formatPoints(change(node))} points${isOfTime ? ' of the time' : ''}`, ''],
        ...testRows(profile, node),
      ],
    }),
    table: (root) => table(profile, root),
    share: (value) => formatPercent(weight[0] > 0 ? (100 * value) / weight[0] : 0),
    legend: LEGEND,
  };
}

function whatIsKnown({ tests, base, candidate, about }, node) {
  const moved = about.findings?.find((finding) => finding.kind === 'moved' && finding.node === node);
  if (moved) {
    return `Moved: ${moved.sentence}`;
  }
  if (base.total[node] === 0) {
    return `New in ${candidate.label}.`;
  }
  if (candidate.total[node] === 0) {
    return `Gone in ${candidate.label}.`;
  }
  return tests.has(node) ? undefined : 'Too small, or as its only callee: not tested by itself.';
}

function testRows({ tests, about }, node) {
  const test = tests.get(node);
  return test
    ? [
      ['95 % interval', `${formatPoints(test.low)} to ${formatPoints(test.high)}`, ''],
      ['q', test.q < 0.0001 ? '< 0.0001' : test.q.toFixed(4), ''],
      ['instances agree', `${test.agree} of ${about.candidate.instances}`, ''],
    ]
    : [];
}

/** Frames by how much their share changed, wherever they stand in the tree. */
function table(profile, root) {
  const { tree, base, candidate, mark, unit, about } = profile;
  const before = topFrames(tree, base.self, base.total, root);
  const after = topFrames(tree, candidate.self, candidate.total, root);
  const isOfTime = about.type === PAUSES;
  const scaled = (values, arm) => (isOfTime ? values : values.map((value) => (
    arm.total[0] > 0 ? (100 * value) / arm.total[0] : 0)));
  const [ofBase, ofCandidate] = [scaled(before.total, base), scaled(after.total, candidate)];
  const change = isOfTime ? testedChanges(profile, root)
    : ofCandidate.map((share, name) => share - ofBase[name]);
  const markOfName = new Int8Array(tree.names.length);
  for (let node = 0; node < tree.size; node++) {
    markOfName[tree.name[node]] ||= mark[node];
  }
  const arm = ({ label }, values) => ({
    label,
    title: isOfTime ? `Time in ${label}` : `Share in ${label}`,
    values,
    format: isOfTime ? (nanos) => formatValue(nanos, unit) : formatPercent,
  });
  return {
    names: before.names,
    sortedBy: 0,
    columns: [
      {
        label: 'Change',
        title: isOfTime ? 'Change in points of the time'
          : 'Change of the frame’s share with all it calls, in points',
        values: change,
        format: formatPoints,
        bySize: true,
        // As in the graph: what is not significant has no colour.
        classOf: (name) => (markOfName[name] === 0 ? '' : change[name] > 0 ? 'more' : 'less'),
      },
      arm(base, ofBase),
      arm(candidate, ofCandidate),
    ],
  };
}

/** By name; a frame below itself is counted once. */
function testedChanges({ tree, tests }, root) {
  const changes = new Float64Array(tree.names.length);
  const openUntil = new Uint32Array(tree.names.length);
  for (let node = root; node < tree.end[root]; node++) {
    const name = tree.name[node];
    if (node >= openUntil[name]) {
      changes[name] += tests.get(node)?.change ?? 0;
      openUntil[name] = tree.end[node];
    }
  }
  return changes;
}
