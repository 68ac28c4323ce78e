import { formatCount, formatPercent, formatTime, formatUtc, formatValue } from '../profile/format.js';
import { pausesInside, typeOfWait } from '../profile/waits.js';
import { h } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { listTable } from './list-table.js';
import { stackList } from './stack.js';
import { timeElement } from './time-chart.js';

const PAUSES = 20;
const SITES = 3;

/**
 * Everything that is known of one lock: what of its waiting was the JVM standing still, down to the
 * single pauses; who held it, where threads wait.
 *
 * @param {object} lock of `/locks`
 * @param {{waits: import('../profile/waits.js').Wait[], beyondLimit: number}} kept waits of it
 * @param {object[]} pauses of `/pauses`
 * @param {object[]} holders of `/locks`
 * @param {object} asking service, release, match and range
 */
export function lockDetail(lock, kept, pauses, holders, asking) {
  const type = typeOfWait(lock.kind);
  return h('section.map-detail', { 'aria-label': 'The lock' },
    h('h2', {}, lock.lockClass || '(unnamed)'),
    h('p.faint', {}, `${lock.kind.replace('_', ' ')} · in ${lock.instances} `
      + `${lock.instances === 1 ? 'instance' : 'instances'} · p50 ${nanos(lock.p50Nanos)}, p99 `
      + `${nanos(lock.p99Nanos)}, longest ${nanos(lock.maxNanos)}`,
    type && [' · ', h('a', { href: `/flame?${withParams(new URLSearchParams(), { ...asking, type })}` },
      'Flame graph of all such waits')]),
    overlap(lock.sum),
    h('div.cards', {}, owners(lock, holders), sites(lock)),
    pauseTable(kept, pauses));
}

/** "It was the GC, not the lock", at one look. */
function overlap({ totalNanos, gcNanos, safepointNanos, netNanos }) {
  const parts = [
    ['net', netNanos, 'waiting for the lock'],
    ['paused', gcNanos, 'inside GC pauses'],
    ['safepoint', safepointNanos, 'inside other safepoints'],
  ];
  const share = (part) => (totalNanos > 0 ? part / totalNanos : 0);
  return h('figure.overlap', {},
    h('div.overlap-bar', { role: 'img', 'aria-label': parts.map(([, part, text]) =>
      `${formatPercent(100 * share(part))} ${text}`).join(', ') },
    parts.map(([look, part]) => {
      const piece = h(`span.overlap-${look}`);
      piece.style.flexGrow = String(share(part));
      return piece;
    })),
    h('figcaption', {}, parts.map(([look, part, text]) => h('span', {},
      h(`i.overlap-${look}`), ` ${formatPercent(100 * share(part))} ${text} `,
      h('span.faint', {}, nanos(part))))));
}

function owners({ owners: known, lockClass }, holders) {
  const held = holders.filter((holder) => holder.lockClass === lockClass);
  return h('section.card', {}, h('h3', {}, 'Who held it'),
    known.length > 0 && [
      h('table.bars', {}, h('tbody', {}, known.map(({ thread, share }) => h('tr', {},
        h('th', { scope: 'row' }, thread),
        h('td', {}, h('meter', { min: 0, max: 1, value: share })),
        h('td.number', {}, formatPercent(100 * share)))))),
      h('p.card-note.faint', {}, 'Before the kept waits, by their time, as JFR says. In a convoy that is mostly another waiter.')],
    held.slice(0, SITES).map((holder) => [
      h('p.card-note', {}, h('strong', {}, holder.thread), ` held it while ${holder.waiters} waited, one of them `
        + `${nanos(holder.longestWaitNanos)}; seen so ${holder.looks} times:`),
      stackList(holder.stack)]),
    known.length + held.length === 0 && h('p.faint', {},
      'Nobody says: JFR names owners of monitors alone, and no agent saw one.'));
}

function sites({ sites: known }) {
  return known.length > 0 && h('section.card', {}, h('h3', {}, 'Where threads wait'),
    known.slice(0, SITES).map((site) => [
      h('p.card-note', {}, `${site.waits.toLocaleString('en-US')} waits, ${nanos(site.totalNanos)}:`),
      stackList(site.stack)]));
}

/** @param {{waits: import('../profile/waits.js').Wait[], beyondLimit: number}} kept */
function pauseTable({ waits, beyondLimit }, pauses) {
  const touched = pausesInside(pauses, waits);
  return [
    h('h3', {}, 'Pauses inside its waits'),
    h('p.faint', {}, beyondLimit > 0
      ? `Of its ${formatCount(waits.length + beyondLimit)} kept waits the ${formatCount(waits.length)} longest were looked at.`
      : `All ${formatCount(waits.length)} waits of it that were kept one by one were looked at.`),
    touched.length === 0
      ? h('p.faint', {}, 'No pause lies inside one of them.')
      : listTable(['When', 'Pause', 'Cause', 'Duration', 'To safepoint', 'Instance', 'Waits touched',
        'Of their time'], touched.slice(0, PAUSES).map(pauseRow)),
    touched.length > PAUSES && h('p.faint', {}, `The ${PAUSES} that cost most of ${touched.length}.`),
  ];
}

function pauseRow({ pause, waits, nanos: part }) {
  return [
    h('th', { scope: 'row' }, timeElement(pause.startMicros / 1000)),
    h('td', {}, h('span.badge', {}, pause.kind), ` ${pause.name}`),
    h('td', {}, pause.cause),
    h('td.number', {}, nanos(pause.durationNanos)),
    h('td.number', {}, nanos(pause.stoppingNanos)),
    h('td', {}, pause.instance),
    h('td', {}, h('details', {}, h('summary', {}, waits.length),
      h('ul', {}, [...waits].sort((a, b) => b.nanos - a.nanos).slice(0, PAUSES).map(({ wait, nanos: own }) => h('li', {
        title: formatUtc(Math.floor(wait.startMicros / 1000)),
      }, `${wait.thread}: ${nanos(own)} of ${nanos(wait.durationNanos)}, from ${formatTime(wait.startMicros / 1000)}`)),
      waits.length > PAUSES && h('li.faint', {}, `and ${waits.length - PAUSES} more`)))),
    h('td.number', {}, nanos(part)),
  ];
}

function nanos(value) {
  return formatValue(value, 'nanoseconds');
}
