import { fetchFindings, fetchReleases, fetchSeries, fetchTimeline, fetchTypes } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatAge, formatValue } from '../profile/format.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { parseTime, stepFor } from '../state/time.js';
import { createRangeChoice, rangeOf } from './choices.js';
import { loadingNotice, problemNotice } from './notices.js';
import { timelineChart } from './timeline-chart.js';

const AGAIN_MILLIS = 10000;
const POINTS = 150;
const SHOWN_COMPARISONS = 5;

/** One service: a time line of each type by release, its releases and instances. */
export function createServicePage({ address }) {
  const service = decodeURIComponent(address.read().path.split('/')[2]);
  const range = createRangeChoice(change);
  const notice = h('div', {}, loadingNotice());
  const body = h('div');
  const element = h('div.page', {},
    h('div.page-head', {}, h('h1', {}, service), h('span.spring'), range.element), notice, body);
  const loading = keepLoading(load, {
    data: show,
    problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    againMillis: () => AGAIN_MILLIS,
  });
  let asked = address.read().params.toString();

  function change(changes) {
    const { path, params } = address.read();
    address.push(path, withParams(params, changes));
  }

  async function load(signal) {
    const asking = rangeOf(address.read().params);
    const [releases, types, series, findings] = await Promise.all([
      fetchReleases(service, asking, signal),
      fetchTypes(service, asking, signal),
      fetchSeries({ service, ...asking }, signal),
      fetchFindings(service, signal),
    ]);
    const stepSeconds = stepFor(parseTime(asking.from), parseTime(asking.to), POINTS);
    const timelines = await Promise.all(types.types.map(({ type }) => fetchTimeline(
      { service, type, by: 'release', stepSeconds, ...asking }, signal)));
    return {
      releases: releases.releases,
      types: types.types,
      series: series.series,
      comparisons: findings.comparisons,
      timelines,
    };
  }

  function show({ releases, types, series, comparisons, timelines }) {
    replace(notice, types.length === 0 && h('div.notice', {},
      'Nothing is stored for this service in this range.'));
    replace(body,
      h('div.cards', {}, types.map((type, index) => card(type, timelines[index]))),
      releases.length > 1 && h('p', {}, h('a', { href: diffHref(releases, types) },
        `Compare ${releases.at(-2).release} with ${releases.at(-1).release}`)),
      watchedReleases(comparisons),
      h('p', {}, h('a', { href: `/locks?${new URLSearchParams({ service })}` },
        'Locks and pauses: why threads did not run')),
      h('h2', {}, 'Releases'), releaseTable(releases, types),
      h('h2', {}, 'Instances'), instanceTable(series));
  }

  function card({ type, unit, count, sum }, timeline) {
    const value = unit === 'samples' ? 'count' : 'sum';
    return h('section.card', {},
      h('h3', {}, h('a', { href: flameHref({ type }) }, type),
        h('span.faint', {}, ` ${formatValue(value === 'sum' ? sum : count, unit)}`)),
      timelineChart(timeline, value, (from, to) => address.push('/flame',
        new URLSearchParams({ service, type, from, to }))));
  }

  /** What the collector found while new releases' data arrived, and how often it looked. */
  function watchedReleases(comparisons) {
    return comparisons.length > 0 && [
      h('h2', {}, 'New releases, each against the one before'),
      h('ul.comparisons', {}, comparisons.slice(0, SHOWN_COMPARISONS).map(comparisonLine)),
      findingTable(comparisons),
    ];
  }

  function comparisonLine({ base, candidate, looks, verdict, lastLookMillis, reason, waiting }) {
    const now = looks > 0
      ? [h('strong', {}, verdict), ` at look ${looks}, ${formatAge(Date.now() - lastLookMillis)}. `,
        h('span.faint', {}, reason)]
      : ['not compared yet: ', waiting ?? 'it is too young'];
    return h('li', {}, h('a', { href: watchedHref(base, candidate, 'cpu') },
      `${base} → ${candidate}`), ': ', now);
  }

  function findingTable(comparisons) {
    const rows = comparisons.flatMap(({ base, candidate, findings }) => findings.map((finding) => [
      h('th.number', { scope: 'row' }, h('a', { href: watchedHref(base, candidate, finding.type) },
        `${base} → ${candidate}`)),
      h('td', {}, finding.type),
      h('td', {}, finding.kind, ' ',
        h('span.state', { 'data-state': finding.state }, finding.state)),
      h('td.number', {}, finding.history.map(({ look, atMillis, state }) => h('div', {},
        `${state} ${formatAge(Date.now() - atMillis)} (look ${look})`))),
      h('td', {}, finding.sentence, ' ', h('span.faint', {}, finding.advice)),
      h('td', {}, finding.deliveries.map(({ place, state, error }) => h('div', {},
        `${place}: ${state}${error ? ` (${error})` : ''}`))),
    ]));
    return rows.length > 0
      && listTable(['Releases', 'Type', 'State', 'History', 'What', 'Told'], rows);
  }

  function watchedHref(base, candidate, type) {
    return `/diff?${new URLSearchParams({ service, base, candidate, type })}`;
  }

  function releaseTable(releases, types) {
    return listTable(['Release', 'Instances', 'JDK', 'Last seen', 'Flame graphs'],
      releases.map((release) => [
        h('th', { scope: 'row' }, release.release),
        h('td.number', {}, release.instances),
        h('td', {}, release.jdks.join(', ')),
        h('td', {}, formatAge(Date.now() - release.lastSeenMillis)),
        h('td', {}, types.map(({ type }) => [
          h('a.chip', { href: flameHref({ type, release: release.release }) }, type), ' '])),
      ]));
  }

  function instanceTable(series) {
    return listTable(['Instance', 'Release', 'Node', 'JDK', 'Windows', 'Last seen'],
      series.map(({ labels, windows, types, lastSeenMillis }) => [
        h('th', { scope: 'row' }, h('a', {
          href: flameHref({
            type: types.includes('cpu') ? 'cpu' : types[0],
            match: `{instance=${JSON.stringify(labels.instance)}}`,
          }),
        }, labels.instance)),
        h('td', {}, labels.release),
        h('td', {}, labels.node),
        h('td', {}, labels.jdk),
        h('td.number', {}, windows),
        h('td', {}, formatAge(Date.now() - lastSeenMillis)),
      ]));
  }

  function flameHref(query) {
    const { params } = address.read();
    const kept = { from: params.get('from'), to: params.get('to') };
    return `/flame?${withParams(new URLSearchParams(), { service, ...query, ...kept })}`;
  }

  function diffHref(releases, types) {
    return `/diff?${new URLSearchParams({
      service,
      base: releases.at(-2).release,
      candidate: releases.at(-1).release,
      type: types[0]?.type ?? 'cpu',
    })}`;
  }

  return {
    element,
    title: service,
    update() {
      const { params } = address.read();
      range.show(params);
      if (params.toString() !== asked) {
        asked = params.toString();
        loading.now();
      }
    },
    dispose: loading.stop,
  };
}

function listTable(columns, rows) {
  return h('table.list', {},
    h('thead', {}, h('tr', {}, columns.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, rows.map((cells) => h('tr', {}, cells))));
}
