import { formatCount, formatThreads, formatValue } from '../profile/format.js';
import { adviceFor, shortClass } from '../profile/map-advice.js';
import { h } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { binHeat } from './bin-heat.js';
import { raceCards } from './map-races.js';
import { stackList } from './stack.js';
import { chartCaption, timeChart } from './time-chart.js';

const HOLDERS = {
  static: 'a static field',
  'one hop': 'a field of an object that a static field holds',
  entry: 'a map, list or array that a static field reaches, or an object in it',
  caller: 'a field of the class that uses it',
};

/**
 * Everything that is known of one map.
 *
 * @param {object} whole the map as `/maps` tells it
 * @param {{stepSeconds: number, startMillis: number}} answer that it came with
 * @param {object} asking service, release, match and range
 * @param {(fromMillis: number, toMillis: number) => void} brushed
 */
export function mapDetail(whole, { stepSeconds, startMillis }, asking, brushed) {
  const stepMillis = stepSeconds * 1000;
  const { history, first } = covered(whole.history);
  const map = { ...whole, history };
  const times = { startMillis: startMillis + first * stepMillis, stepMillis, brushed };
  return h('section.map-detail', { 'aria-label': 'The map' },
    h('h2', {}, map.site || shortClass(map.mapClass)),
    h('p.faint', {}, whatItIs(map)),
    adviceFor(map).map(({ kind, weight, todo }) => h('p.advice-line', {},
      h('span.badge', { 'data-weight': weight }, kind), ' ', todo)),
    raceCards(map),
    h('div.cards', {},
      waiting(map, times, asking),
      resizing(map, times, asking),
      shape(map),
      heat(map, times),
      latency(map),
      where(map)));
}

/** Before anything happened and after it there is nothing to draw. */
function covered(history) {
  const lines = [history.nanos, history.resizes, ...history.bins.map(({ line }) => line)];
  const used = history.nanos.map((_, at) => lines.some((line) => line[at] > 0));
  const first = Math.max(0, used.indexOf(true) - 1);
  const end = used.lastIndexOf(true) + 2;
  const cut = (line) => line.slice(first, Math.max(first + 2, end));
  return {
    first,
    history: {
      ...history,
      nanos: cut(history.nanos),
      resizes: cut(history.resizes),
      bins: history.bins.map((bin) => ({ ...bin, line: cut(bin.line) })),
    },
  };
}

function whatItIs({ mapClass, holder, certainty, instances, maps, tableLength, growth }) {
  return [
    mapClass,
    HOLDERS[holder] && `held by ${HOLDERS[holder]}${certainty && certainty !== 'certain' ? ` (${certainty})` : ''}`,
    holder === '' && 'no field was found that holds it: named by the frame that uses it',
    `${maps} ${maps === 1 ? 'map' : 'maps'} in ${instances} ${instances === 1 ? 'instance' : 'instances'}`,
    tableLength > 0 && `${tableLength.toLocaleString('en-US')} bins`,
    growth.toSize > 0 && `grew from ${formatCount(growth.fromSize)} to ${formatCount(growth.toSize)} entries in ${Math.round((growth.toMillis - growth.fromMillis) / 1000)} s`,
  ].filter(Boolean).join(' · ');
}

function waiting({ waits, shortWaits, shortNanos, history }, times, asking) {
  if (waits.waits === 0) {
    return null;
  }
  return lineCard('Threads waiting', {
    ...times,
    lines: [{ name: 'threads that waited at any time', values: history.nanos.map(
      (nanos) => nanos / (times.stepMillis * 1e6)) }],
    format: formatThreads,
    label: 'Threads waiting for the map',
  }, [
    h('a', { href: flameHref(asking, 'map_contention') }, 'Flame graph of the waits'),
    shortWaits > 0 && h('span.faint', {}, ` · ${formatCount(shortWaits)} waits below the threshold,`
      + ` ${formatValue(shortNanos, 'nanoseconds')}, are not in the line`),
  ]);
}

function resizing({ resizes, resizeNanos, history }, times, asking) {
  return resizes > 0 && lineCard('Resizes', {
    ...times,
    lines: [{ name: 'resizes', look: 'line line-2', values: history.resizes }],
    format: (count) => formatCount(count),
    label: 'Resizes',
  }, [
    h('a', { href: flameHref(asking, 'map_resize') }, 'Flame graph of the resizes'),
    h('span.faint', {}, ` · ${formatCount(resizes)}, ${formatValue(resizeNanos, 'nanoseconds')} in all`),
  ]);
}

/** Sizes as they were told, each held until the next. */
function shape({ history: { shapes } }) {
  if (shapes.length === 0) {
    return null;
  }
  const last = shapes.at(-1);
  const first = shapes[0].atMillis;
  const stepMillis = Math.max(1000, Math.ceil((last.atMillis - first) / 119));
  const points = Math.floor((last.atMillis - first) / stepMillis) + 1;
  const held = (field) => {
    let at = 0;
    return Array.from({ length: points }, (_, point) => {
      while (at + 1 < shapes.length && shapes[at + 1].atMillis <= first + point * stepMillis) {
        at++;
      }
      return shapes[at][field];
    });
  };
  const facts = [
    `${last.size.toLocaleString('en-US')} entries in ${last.tableLength.toLocaleString('en-US')} bins`,
    last.binsUsed > 0 && `${Math.round((100 * last.binsUsed) / Math.max(1, last.tableLength))} % of them used`,
    `longest ${last.longestChain}`,
    last.treeBins > 0 && `${last.treeBins} are trees`,
    last.estimatedBytes > 0 && `${formatValue(last.estimatedBytes, 'bytes')} without keys and values`,
  ].filter(Boolean).join(', ');
  return lineCard('Shape', {
    startMillis: first,
    stepMillis,
    lines: [
      { name: 'entries', values: held('size') },
      { name: 'bins', look: 'line line-5', values: held('tableLength') },
    ],
    format: (count) => formatCount(count),
    label: 'Entries and bins',
  }, h('span.faint', {}, facts));
}

function heat({ history: { bins } }, times) {
  return bins.length > 0 && h('section.card', {}, h('h3', {}, 'Heat by bin'),
    binHeat(bins, times),
    h('p.faint', {}, 'Waits of 1 µs and more in the ten hottest bins of each 10 s. When the table is '
      + 'resized, keys go to other bins.'));
}

function latency({ history: { latency: buckets } }) {
  const most = Math.max(...buckets.map(({ waits }) => waits));
  return buckets.length > 0 && h('section.card', {}, h('h3', {}, 'How long waits took'),
    h('table.bars', {}, h('tbody', {}, buckets.map(({ upToNanos, waits }) => h('tr', {},
      h('th', { scope: 'row' }, `≤ ${formatValue(upToNanos, 'nanoseconds')}`),
      h('td', {}, h('meter', { min: 0, max: most, value: waits })),
      h('td.number', {}, waits.toLocaleString('en-US')))))));
}

function where({ stack }) {
  return stack.length > 0 && h('section.card', {}, h('h3', {}, 'Where most of the time was lost'),
    stackList(stack));
}

function lineCard(title, chart, below) {
  return h('section.card', {}, h('h3', {}, title),
    h('figure.chart', {}, timeChart(chart), chartCaption(chart)), h('p.card-note', {}, below));
}

function flameHref({ service, release, match, from, to }, type) {
  return `/flame?${withParams(new URLSearchParams(), { service, type, release, match, from, to })}`;
}
