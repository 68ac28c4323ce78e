import { h } from '../render/dom.js';
import { listTable } from './list-table.js';
import { ageElement } from './time-chart.js';

const SHOWN = 5;

/** What the collector found while new releases' data arrived, and how often it looked. */
export function watchedReleases(service, comparisons) {
  return comparisons.length > 0 && [
    h('h2', {}, 'New releases, each against the one before'),
    h('ul.comparisons', {}, comparisons.slice(0, SHOWN).map((one) => comparisonLine(service, one))),
    findingTable(service, comparisons),
  ];
}

function comparisonLine(service, { base, candidate, looks, verdict, lastLookMillis, reason, waiting }) {
  const now = looks > 0
    ? [h('strong', {}, verdict), ` at look ${looks}, `, ageElement(lastLookMillis), '. ',
      h('span.faint', {}, reason)]
    : ['not compared yet: ', waiting ?? 'it is too young'];
  return h('li', {}, h('a', { href: diffHref(service, base, candidate, 'cpu') },
    `${base} → ${candidate}`), ': ', now);
}

function findingTable(service, comparisons) {
  const rows = comparisons.flatMap(({ base, candidate, findings }) => findings.map((finding) => [
    h('th.long-name', { scope: 'row' }, h('a', { href: diffHref(service, base, candidate, finding.type) },
      `${base} → ${candidate}`)),
    h('td.words', {}, finding.type),
    h('td.words', {}, finding.kind, ' ',
      h('span.state', { 'data-state': finding.state }, finding.state)),
    h('td.nowrap', {}, finding.history.map(({ look, atMillis, state }) => h('div', {},
      `${state} `, ageElement(atMillis), ` (look ${look})`))),
    h('td.long-text', {}, finding.sentence, ' ', h('span.faint', {}, finding.advice)),
    h('td', {}, finding.deliveries.map(({ place, state, error }) => h('div', {},
      `${place}: ${state}${error ? ` (${error})` : ''}`))),
  ]));
  return rows.length > 0 && listTable(['Releases', 'Type', 'State', 'History', 'What', 'Told'], rows);
}

function diffHref(service, base, candidate, type) {
  return `/diff?${new URLSearchParams({ service, base, candidate, type })}`;
}
