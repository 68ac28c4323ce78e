import { formatPercent, formatPoints, formatValue } from '../profile/format.js';
import { shortNameOf } from '../profile/frame-name.js';
import { h } from '../render/dom.js';
import { listTable } from './list-table.js';

const VERDICTS = {
  PASS: 'No regression found',
  FAIL: 'Regression',
  INCONCLUSIVE: 'Not enough to tell',
};

/** The verdict with what it rests on. */
export function tellVerdict({ verdict: name, reason, mdePoints, gatePoints, base, candidate, jdk, leftOut,
  strata = [], notes = [] }) {
  return h('section.verdict', { 'data-verdict': name, 'aria-label': 'Verdict' },
    h('strong', {}, `${name}: ${VERDICTS[name] ?? ''}`),
    h('p', {}, reason),
    h('p.faint', {}, [
      `${base.instances} instances of ${base.label}, ${candidate.instances} of ${candidate.label}`,
      jdk && strata.length < 2 && `JDK ${jdk}`,
      strata.length > 1 && `within each JDK: ${strata.map((one) =>
        `${one.base} and ${one.candidate} on ${one.jdk}`).join(', ')}`,
      `gate ${formatPoints(gatePoints).slice(1)} points`,
      Number.isFinite(mdePoints) && `smallest change that could be seen: ${mdePoints.toFixed(2)} points`,
      ...leftOut.map((left) => `not compared: ${left.base} and ${left.candidate} on JDK ${left.jdk}`),
      ...notes,
    ].filter(Boolean).join(' · ')));
}

/** The findings as a table; `zoomTo` shows one in the graph. */
export function tellFindings({ findings: found, base, candidate }, zoomTo) {
  return found.length > 0 && listTable(['', 'Points', base.label, candidate.label, '95 % interval', 'q',
    'Agree', 'Where and what'], found.map((finding) => [
    h('th.words', { scope: 'row' }, h('span.kind', { 'data-kind': finding.kind }, finding.kind),
      finding.class && h('div.faint', {}, finding.class.replaceAll('_', ' '))),
    h('td.number', {}, formatPoints(finding.changePoints)),
    h('td.number', {}, formatPercent(finding.basePercent)),
    h('td.number', {}, formatPercent(finding.candidatePercent)),
    h('td.number', {},
      `${formatPoints(finding.lowPoints)} to ${formatPoints(finding.highPoints)}`),
    h('td.number', {}, finding.q < 0.0001 ? '< 0.0001' : finding.q.toFixed(4)),
    h('td.number', {}, `${finding.agree} of ${finding.of}`),
    h('td.long-text', {}, h('button.link', {
      type: 'button',
      title: `${finding.path.join('\n')}\nZoom to it`,
      onclick: () => zoomTo(finding.node),
    }, shortNameOf(finding.frame)), h('div.faint', {}, finding.sentence),
    tellCost(finding),
    finding.advice && h('div.advice', {}, finding.advice),
    tellEvidence(finding)),
  ]), { looks: '.findings' });
}

/** In absolute numbers: by second, or by request where requests are counted. */
function tellCost({ cost }) {
  return cost && cost.base !== null && cost.candidate !== null && h('div.cost', {},
    `${formatValue(cost.base, cost.unit)} → ${formatValue(cost.candidate, cost.unit)} `,
    h('span.faint', {}, `per ${cost.per}`));
}

function tellEvidence({ evidence }) {
  return evidence?.length > 0 && h('details.faint', {},
    h('summary', {}, 'Evidence'),
    h('ul', {}, evidence.map((line) => h('li', {}, line))));
}
