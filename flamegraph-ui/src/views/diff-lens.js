import { diffWeights, percentOf } from '../profile/diff-profile.js';
import { formatPercent, formatPoints, formatValue } from '../profile/format.js';
import { nameOf } from '../profile/tree.js';
import { topFrames } from '../profile/top-frames.js';
import { diffColor } from '../render/palette.js';
import { noteOn } from './flame-lens.js';

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
  const { tree, base, candidate, mark, unit } = profile;
  const { total: weight } = diffWeights(profile, widths);
  const change = (node) => percentOf(candidate, node) - percentOf(base, node);
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
        ['of all', formatPercent(percentOf(base, node)), formatPercent(percentOf(candidate, node))],
        ['total', formatValue(base.total[node], unit), formatValue(candidate.total[node], unit)],
        ['self', formatValue(base.self[node], unit), formatValue(candidate.self[node], unit)],
        ['change', `${formatPoints(change(node))} points`, ''],
        ...testRows(profile, node),
      ],
    }),
    table: (root) => table(profile, root),
    share: (value) => formatPercent(weight[0] > 0 ? (100 * value) / weight[0] : 0),
  };
}

function whatIsKnown({ tests, base, candidate }, node) {
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
function table({ tree, base, candidate, mark }, root) {
  const before = topFrames(tree, base.self, base.total, root);
  const after = topFrames(tree, candidate.self, candidate.total, root);
  const names = before.names;
  const scaled = (values, arm) => values.map((value) => (
    arm.total[0] > 0 ? (100 * value) / arm.total[0] : 0));
  const [baseShare, candidateShare] = [scaled(before.total, base), scaled(after.total, candidate)];
  const change = candidateShare.map((share, name) => share - baseShare[name]);
  const markOfName = new Int8Array(tree.names.length);
  for (let node = 0; node < tree.size; node++) {
    markOfName[tree.name[node]] ||= mark[node];
  }
  return {
    names,
    sortedBy: 0,
    columns: [
      {
        label: 'Change',
        title: 'Change of the frame’s share with all it calls, in points',
        values: change,
        format: formatPoints,
        bySize: true,
        // As in the graph: what is not significant has no colour.
        classOf: (name) => (markOfName[name] === 0 ? '' : change[name] > 0 ? 'more' : 'less'),
      },
      { label: base.label, title: `Share in ${base.label}`, values: baseShare, format: formatPercent },
      {
        label: candidate.label,
        title: `Share in ${candidate.label}`,
        values: candidateShare,
        format: formatPercent,
      },
    ],
  };
}
