import { fetchLocks, fetchPauses, fetchWhy } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatPercent, formatValue } from '../profile/format.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { parseTime, stepFor } from '../state/time.js';
import { createMatchBox, createRangeChoice, rangeOf } from './choices.js';
import { lockLanes } from './lock-lanes.js';
import { loadingNotice, problemNotice } from './notices.js';

const AGAIN_MILLIS = 10000;
const POINTS = 200;
const LANES = 8;
const PAUSES = 2000;

/** Which flame graph shows the stacks of such waits. */
const TYPES = { monitor: 'lock', class_loading: 'lock', lock: 'park', pool: 'park',
  map_resize: 'map_resize', map_bin: 'map_contention', map_help: 'map_contention',
  map_compute: 'map_contention' };

/** One service's waits: why threads did not run, lanes of locks under bands of pauses, a table. */
export function createLocksPage({ address }) {
  const range = createRangeChoice(change);
  const match = createMatchBox(change);
  const heading = h('h1');
  const notice = h('div', {}, loadingNotice());
  const body = h('div');
  const element = h('div.page', {},
    h('div.page-head', {}, heading, h('span.spring'), match.element, range.element), notice, body);
  let asked = address.read().params.toString();
  const loading = keepLoading(load, {
    data: show,
    problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    againMillis: () => AGAIN_MILLIS,
  });

  function change(changes) {
    const { path, params } = address.read();
    address.push(path, withParams(params, changes));
  }

  async function load(signal) {
    const { params } = address.read();
    const asking = {
      service: params.get('service'), release: params.get('release'), match: params.get('match'),
      ...rangeOf(params),
    };
    const stepSeconds = stepFor(parseTime(asking.from), parseTime(asking.to), POINTS);
    const [why, locks, pauses] = await Promise.all([
      fetchWhy(asking, signal),
      fetchLocks({ ...asking, stepSeconds }, signal),
      fetchPauses({ ...asking, limit: PAUSES }, signal),
    ]);
    return { why, locks, pauses };
  }

  function show({ why, locks, pauses }) {
    replace(notice);
    replace(body,
      h('div.verdict', {}, h('strong', {}, why.verdict.toUpperCase()), ' ', why.sentence),
      told(locks, pauses),
      locks.locks.length > 0 && lockLanes(locks, locks.locks.slice(0, LANES), pauses.pauses,
        (from, to) => address.push('/flame', flameParams(locks.locks[0], { from, to }))),
      locks.locks.length > 0 && table(locks.locks));
  }

  function told({ instances, windows, total, locksLeftOut }, pauses) {
    return h('p.told', {},
      h('strong', {}, `${formatValue(total.totalNanos, 'nanoseconds')} held up`),
      ` in ${total.waits} waits, `,
      h('strong', {}, partText(total.gcNanos, total.totalNanos)), ' of it inside GC pauses, ',
      h('strong', {}, partText(total.safepointNanos, total.totalNanos)),
      ` inside other safepoints · ${instances} instances, ${windows} windows · JVMs stood still for `,
      partText(pauses.totalNanos, pauses.watchedNanos), ' of the time · ',
      'waits below 1 ms are not recorded',
      locksLeftOut > 0 && ` · ${locksLeftOut} more locks are not shown`);
  }

  function table(locks) {
    const columns = ['Lock', 'Kind', 'Waits', 'Total', 'In GC', 'In safepoints', 'Net', 'p99',
      'Longest', 'Held before by', 'Waits mostly in'];
    return h('table.list', {},
      h('thead', {}, h('tr', {}, columns.map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, locks.map((lock) => h('tr', {},
        h('th.long-name', { scope: 'row' }, TYPES[lock.kind]
          ? h('a', { href: `/flame?${flameParams(lock, {})}` }, lock.lockClass || '(unnamed)')
          : lock.lockClass || '(unnamed)'),
        h('td', {}, lock.kind.replace('_', ' ')),
        h('td.number', {}, lock.sum.waits),
        nanos(lock.sum.totalNanos),
        h('td.number', {}, partText(lock.sum.gcNanos, lock.sum.totalNanos)),
        h('td.number', {}, partText(lock.sum.safepointNanos, lock.sum.totalNanos)),
        nanos(lock.sum.netNanos),
        nanos(lock.p99Nanos),
        nanos(lock.maxNanos),
        h('td', {}, lock.owners.length > 0 && [lock.owners[0].thread,
          h('span.faint', {}, ` ${formatPercent(100 * lock.owners[0].share)}`)]),
        h('td.long-name', {}, lock.frame)))));
  }

  function flameParams(lock, times) {
    const { params } = address.read();
    return withParams(new URLSearchParams(), {
      service: params.get('service'),
      type: TYPES[lock.kind] ?? 'lock',
      release: params.get('release'),
      match: params.get('match'),
      from: times.from ?? params.get('from'),
      to: times.to ?? params.get('to'),
    });
  }

  return {
    element,
    title: 'Locks',
    update() {
      const { params } = address.read();
      heading.textContent = `Locks of ${params.get('service') ?? 'no service'}`;
      range.show(params);
      match.show(params);
      if (params.toString() !== asked) {
        asked = params.toString();
        loading.now();
      }
    },
    dispose: loading.stop,
  };
}

function nanos(value) {
  return h('td.number', {}, formatValue(value, 'nanoseconds'));
}

function partText(part, whole) {
  return formatPercent(whole === 0 ? 0 : (100 * part) / whole);
}
