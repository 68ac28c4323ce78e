import { fetchLocks, fetchMaps, fetchSeries, fetchWhy } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatValue } from '../profile/format.js';
import { adviceFor, shortClass } from '../profile/map-advice.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { agentNotice } from './agent-notice.js';
import { createMatchBox, createRangeChoice } from './choices.js';
import { listTable } from './list-table.js';
import { mapDetail } from './map-detail.js';
import { monitorsOfMaps } from './map-monitors.js';
import { loadingNotice, lossNotice, problemNotice } from './notices.js';
import { selectionOf, stepOf } from './selection.js';
import { tellWhy } from './why.js';

const AGAIN_MILLIS = 10000;
const POINTS = 120;
const MAP_VERDICTS = new Set(['map', 'race', 'lost_update', 'stampede', 'fail_fast',
  'collisions', 'growth', 'kept_memory', 'resizes', 'map_churn']);

/** The maps of one service: what is wrong with them, and of one of them everything that is known. */
export function createMapsPage({ address, say }) {
  const range = createRangeChoice(change);
  const match = createMatchBox(change);
  const heading = h('h1');
  const notice = h('div', {}, loadingNotice());
  const body = h('div');
  const element = h('div.page', {},
    h('div.page-head', {}, heading, h('span.spring'), match.element, range.element), notice, body);
  let asked = queryOf(address.read().params);
  let answer = null;
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
    const asking = selectionOf(address.read().params);
    const [maps, why, locks, series] = await Promise.all([
      fetchMaps({ ...asking, stepSeconds: stepOf(asking, POINTS) }, signal),
      fetchWhy(asking, signal),
      fetchLocks({ ...asking, kind: 'monitor' }, signal),
      fetchSeries(asking, signal),
    ]);
    return { maps, why, locks, series: series.series };
  }

  function show(loaded) {
    answer = loaded;
    const { maps, why, locks, series } = loaded;
    const evidence = why.evidence.filter(({ answer: name }) => MAP_VERDICTS.has(name));
    replace(notice,
      agentNotice(address.read().params.get('service'), maps.agents, series, say),
      lossNotice(maps.losses),
      maps.eventsLeftOut > 0 && h('p.faint', {},
        `${maps.eventsLeftOut} events of agents were beyond the daemons’ bound of 64 of a type in a window.`));
    replace(body,
      evidence.length > 0 && tellWhy({ ...why, evidence }, false),
      maps.maps.length > 0 ? [table(maps.maps), detail()] : nothing(maps),
      monitorsOfMaps(locks.locks, locks.holders, address.read().params));
  }

  function nothing({ agents }) {
    return agents.length > 0 && h('div.notice', {},
      'No map was contended, raced for, resized to 4,096 bins and more, or grew, in this range.');
  }

  function chosen() {
    const id = address.read().params.get('map');
    return answer.maps.maps.find((map) => idOf(map) === id) ?? answer.maps.maps[0];
  }

  function detail() {
    const asking = selectionOf(address.read().params);
    return mapDetail(chosen(), answer.maps, asking, (from, to) => change({ from, to }));
  }

  function table(maps) {
    const columns = ['Map', 'What is wrong', 'Waits', 'Net of pauses', 'p99', 'Longest', 'Resizes',
      'Entries', 'Longest bin', 'Memory'];
    const shown = idOf(chosen());
    return listTable(columns, maps.map((map) => [
      h('th.long-name', { scope: 'row' },
        h('a', { href: mapHref(map), title: map.site }, siteOf(map)),
        h('div.faint', {}, shortClass(map.mapClass), map.maps > 1 && `, ${map.maps} maps`)),
      h('td', {}, adviceFor(map).map(({ kind, weight }) => [
        h('span.badge', { 'data-weight': weight }, kind), ' '])),
      number(map.waits.waits),
      nanos(map.waits.netNanos),
      nanos(map.p99Nanos),
      nanos(map.maxNanos),
      number(map.resizes),
      number(map.size),
      number(map.longestChain),
      h('td.number', {}, map.estimatedBytes > 0 ? formatValue(map.estimatedBytes, 'bytes') : '–'),
    ]), {
      looks: '.rows-chosen',
      rowProperties: (at) => ({ 'aria-selected': String(idOf(maps[at]) === shown) }),
    });
  }

  function mapHref(map) {
    const { path, params } = address.read();
    return `${path}?${withParams(params, { map: idOf(map) })}`;
  }

  return {
    element,
    get title() {
      return `Maps of ${address.read().params.get('service') ?? '…'}`;
    },
    update() {
      const { params } = address.read();
      heading.textContent = 'Maps';
      range.show(params);
      match.show(params);
      if (queryOf(params) !== asked) {
        asked = queryOf(params);
        loading.now();
      } else if (answer) {
        show(answer);
      }
    },
    dispose: loading.stop,
  };
}

function idOf(map) {
  return `${map.site} ${map.mapClass}`;
}

/** The field, or the frame that uses it, without its package. */
function siteOf({ site, mapClass }) {
  return site === '' ? shortClass(mapClass) : site.split('.').slice(-2).join('.');
}

/** Which map is looked at changes nothing that was asked for. */
function queryOf(params) {
  return withParams(params, { map: null }).toString();
}

function number(value) {
  return h('td.number', {}, value > 0 ? value.toLocaleString('en-US') : '–');
}

function nanos(value) {
  return h('td.number', {}, value > 0 ? formatValue(value, 'nanoseconds') : '–');
}
