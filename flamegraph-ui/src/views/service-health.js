import {
  fetchLocks, fetchMaps, fetchPauses, fetchVitals, fetchWhy,
} from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatCount, formatPercent, formatValue } from '../profile/format.js';
import { shortNameOf } from '../profile/frame-name.js';
import { adviceFor, shortClass } from '../profile/map-advice.js';
import { lockId } from '../profile/waits.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { lossNotice, problemNotice } from './notices.js';
import { stepOf } from './selection.js';
import { chartCaption, replaceCharts, timeChart } from './time-chart.js';
import { partText, tellWhy } from './why.js';

const AGAIN_MILLIS = 30000;
const POINTS = 150;
const SHOWN = 5;
const PAUSES = 2000;

/**
 * One line each: which of the vitals, how they are added over instances, in which unit.
 *
 * @type {[string, string[][], 'mean'|'sum', (value: number) => string][]}
 */
const VITALS = [
  ['CPU of its machine', [['user', 'cpu_jvm_user_ppm'], ['system', 'cpu_jvm_system_ppm'], ['machine', 'cpu_machine_ppm']],
    'mean', (ppm) => formatPercent(ppm / 1e4)],
  ['Heap', [['used', 'heap_used_bytes'], ['committed', 'heap_committed_bytes']], 'sum',
    (bytes) => formatValue(bytes, 'bytes')],
  ['Threads', [['threads', 'threads'], ['daemons', 'threads_daemon']], 'sum', formatCount],
  ['Throttled by its container', [['throttled', 'container_throttled_nanos']], 'sum',
    (nanos) => formatValue(nanos, 'nanoseconds')],
];

/** How a service is: why its threads did not run, vitals with pauses, top locks and maps. */
export function createServiceHealth({ asking, brushed }) {
  // Their places are kept until they are there, so that nothing below jumps.
  const why = h('div.awaited-line');
  const body = h('div.awaited');
  const loading = keepLoading(load, {
    data: show,
    problem(problem, retryMillis) {
      body.classList.remove('awaited');
      replace(body, problemNotice(problem, retryMillis));
    },
    againMillis: () => AGAIN_MILLIS,
  });

  async function load(signal) {
    const selection = asking();
    const stepSeconds = stepOf(selection, POINTS);
    const [told, locks, maps, vitals, pauses] = await Promise.all([
      fetchWhy(selection, signal),
      fetchLocks({ ...selection, stepSeconds, limit: SHOWN }, signal),
      fetchMaps({ ...selection, limit: SHOWN }, signal),
      fetchVitals({ ...selection, stepSeconds }, signal),
      fetchPauses({ ...selection, limit: PAUSES }, signal),
    ]);
    return { told, locks, maps, vitals, pauses };
  }

  function show({ told, locks, maps, vitals, pauses }) {
    replace(why, tellWhy(told), lossNotice(locks.losses));
    body.classList.remove('awaited');
    replaceCharts(body,
      h('div.cards', {}, VITALS.map((vital) => vitalCard(vital, vitals)), pauseCard(pauses)),
      h('div.two-lists', {}, topLocks(locks.locks), topMaps(maps.maps)));
  }

  function vitalCard([title, names, how, format], { stepSeconds, startMillis, lines }) {
    const drawn = names.map(([name, of]) => ({
      name, values: addedUp(lines.filter((line) => line.name === of).map(({ last }) => last), how),
    })).filter(({ values }) => values.some((value) => value > 0));
    const first = Math.max(0, Math.min(...drawn.map(({ values }) => values.findIndex((value) => value >= 0))) - 1);
    const chart = {
      startMillis: startMillis + first * stepSeconds * 1000,
      stepMillis: stepSeconds * 1000,
      lines: drawn.map(({ name, values }) => ({ name, values: values.slice(first) })),
      format, label: title, brushed,
    };
    return drawn.length > 0 && h('section.card', {}, h('h3', {}, title),
      h('figure.chart', {}, timeChart(chart), chartCaption(chart)));
  }

  function topLocks(locks) {
    const { service, ...rest } = asking();
    return h('section', {}, h('h2', {}, h('a', { href: pageHref('/locks', { service, ...rest }) }, 'Top locks')),
      locks.length === 0 ? h('p.faint', {}, 'No thread waited for 1 ms and more.') : h('table.list', {},
        h('tbody', {}, locks.map((lock) => h('tr', {},
          h('th.long-name', { scope: 'row' }, h('a', {
            href: pageHref('/locks', { service, ...rest, lock: lockId(lock) }), title: lock.lockClass,
          }, shortClass(lock.lockClass) || lock.kind)),
          h('td.number', {}, `${formatValue(lock.sum.netNanos, 'nanoseconds')} net`),
          h('td.number', {}, `${partText(lock.sum.gcNanos + lock.sum.safepointNanos, lock.sum.totalNanos)} in pauses`),
          h('td.long-name.faint', { title: lock.frame }, shortNameOf(lock.frame)))))));
  }

  function topMaps(maps) {
    const selection = asking();
    return h('section', {}, h('h2', {}, h('a', { href: pageHref('/maps', selection) }, 'Top maps')),
      maps.length === 0 ? h('p.faint', {}, 'Nothing is told of maps: see the page of maps.') : h('table.list', {},
        h('tbody', {}, maps.map((map) => h('tr', {},
          h('th.long-name', { scope: 'row' }, h('a', {
            href: pageHref('/maps', { ...selection, map: `${map.site} ${map.mapClass}` }), title: map.site,
          }, map.site.split('.').slice(-2).join('.') || shortClass(map.mapClass))),
          h('td', {}, adviceFor(map).map(({ kind, weight }) => [h('span.badge', { 'data-weight': weight }, kind), ' '])),
          h('td.number', {}, map.waits.netNanos > 0 && `${formatValue(map.waits.netNanos, 'nanoseconds')} net`))))));
  }

  return { why, element: body, now: loading.now, soon: loading.soon, stop: loading.stop };
}

/** Where the time went in which the JVMs stood still. */
function pauseCard({ reasons, totalNanos, watchedNanos }) {
  return reasons.length > 0 && h('section.card', {},
    h('h3', {}, 'Pauses', h('span.faint', {}, ` ${partText(totalNanos, watchedNanos)} of the time`)),
    h('table.list.pauses', {}, h('thead', {}, h('tr', {}, ['Pauses', 'In all', 'Longest'].map(
      (text) => h('th.number', { scope: 'col' }, text)))),
    reasons.slice(0, SHOWN).map((reason) => h('tbody', {},
      h('tr', {}, h('th', { scope: 'rowgroup', colspan: 3 }, h('span.badge', {}, reason.kind),
        ` ${reason.name || 'unknown'}`, reason.cause && h('span.faint', {}, ` ${reason.cause}`))),
      h('tr', {}, [formatCount(reason.pauses), formatValue(reason.totalNanos, 'nanoseconds'),
        formatValue(reason.maxNanos, 'nanoseconds')].map((text) => h('td.number', {}, text)))))),
    reasons.length > SHOWN && h('p.card-note.faint', {}, `${reasons.length - SHOWN} more ${reasons.length - SHOWN === 1 ? 'reason is' : 'reasons are'} in the sum.`));
}

/** Over instances; negative where none measured anything. */
function addedUp(lines, how) {
  return Array.from({ length: lines[0]?.length ?? 0 }, (_, at) => {
    const known = lines.map((line) => line[at]).filter((value) => value >= 0);
    const sum = known.reduce((total, value) => total + value, 0);
    return known.length === 0 ? -1 : how === 'mean' ? sum / known.length : sum;
  });
}

function pageHref(path, query) {
  return `${path}?${withParams(new URLSearchParams(), query)}`;
}
