import {
  fetchFindings, fetchPauses, fetchReleases, fetchSeries, fetchTimeline, fetchTypes,
} from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatValue } from '../profile/format.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { DEFAULT_TO } from '../state/time.js';
import { createMatchBox, createRangeChoice, rangeOf } from './choices.js';
import { listTable } from './list-table.js';
import { createLiveMark } from './live-mark.js';
import { loadingNotice, problemNotice } from './notices.js';
import { createServiceHealth } from './service-health.js';
import { selectionOf, stepOf } from './selection.js';
import { ageElement, replaceCharts } from './time-chart.js';
import { timelineChart } from './timeline-chart.js';
import { watchedReleases } from './watched-releases.js';

/** Newer data are followed as they come; what is said of ages only now and then. */
const AGAIN_MILLIS = 30000;
const POINTS = 150;
const PAUSES = 2000;

/** What each type measures, where its name alone does not say it. */
const MEANING = {
  cpu: 'CPU', alloc: 'Allocation', lock: 'Waiting for monitors', park: 'Parked',
  map_contention: 'Waiting inside maps', map_resize: 'Resizing maps', gc_pause: 'GC pauses',
  safepoint_latency: 'Running to a safepoint', method_trace: 'Traced methods',
};

/** One service: why its threads did not run, each type over time, vitals, top locks and maps, releases. */
export function createServicePage({ address }) {
  const service = decodeURIComponent(address.read().path.split('/')[2]);
  const range = createRangeChoice(change);
  const match = createMatchBox(change);
  const notice = h('div', {}, loadingNotice());
  const narrowed = h('div');
  const cards = h('div.cards');
  const body = h('div');
  const health = createServiceHealth({ asking, brushed });
  const live = createLiveMark(() => {
    loading.soon();
    health.soon();
  });
  const element = h('div.page', {},
    h('div.page-head', {}, h('h1', {}, service), live.element, h('span.spring'), match.element, range.element),
    narrowed, health.why, notice, cards, health.element, body);
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

  /** Everything on the page follows. */
  function brushed(from, to) {
    change({ from, to });
  }

  function asking() {
    return { ...selectionOf(address.read().params), service };
  }

  async function load(signal) {
    const selection = asking();
    const span = { from: selection.from, to: selection.to };
    const [releases, types, series, findings, pauses] = await Promise.all([
      fetchReleases(service, span, signal),
      fetchTypes(service, span, signal),
      fetchSeries(selection, signal),
      fetchFindings(service, signal),
      fetchPauses({ ...selection, limit: PAUSES }, signal).catch(() => ({ pauses: [] })),
    ]);
    const stepSeconds = stepOf(selection, POINTS);
    const timelines = await Promise.all(types.types.map(({ type }) => fetchTimeline(
      { ...selection, type, by: 'release', stepSeconds }, signal)));
    return {
      releases: releases.releases,
      types: types.types,
      series: series.series,
      comparisons: findings.comparisons,
      bands: pauses.pauses.map(bandOf),
      timelines,
    };
  }

  function show({ releases, types, series, comparisons, bands, timelines }) {
    replace(notice, types.length === 0 && h('div.notice', {},
      'Nothing is stored for this service in this range.'));
    replaceCharts(cards, types.map((type, index) => card(type, timelines[index], bands)));
    replace(body,
      watchedReleases(service, comparisons),
      h('h2', {}, 'Releases'), releaseTable(releases, types),
      h('h2', {}, 'Instances'), instanceTable(series));
  }

  function card({ type, unit, count, sum }, timeline, bands) {
    const value = unit === 'samples' ? 'count' : 'sum';
    return h('section.card', {},
      h('h3', {}, h('a', { href: flameHref({ type }), title: `Flame graph of ${type}` }, MEANING[type] ?? type),
        h('span.faint', {}, ` ${formatValue(value === 'sum' ? sum : count, unit)}`)),
      timelineChart(timeline, value, bands, brushed));
  }

  function showNarrowed(params) {
    replace(narrowed, params.get('to') && h('p.told', {}, 'A part of the time is chosen: everything below is of it. ',
      h('a', { href: flameHref({ type: 'cpu' }) }, 'Flame graph'), ' · ',
      h('button.link', { type: 'button', onclick: () => change({ from: null, to: null }) }, 'Back to the last hour')));
  }

  function releaseTable(releases, types) {
    return listTable(['Release', 'Instances', 'JDK', 'Last seen', 'Flame graphs', ''],
      releases.map((release, at) => [
        h('th.long-name', { scope: 'row' }, release.release),
        h('td.number', {}, release.instances),
        h('td', {}, release.jdks.join(', ')),
        h('td', {}, ageElement(release.lastSeenMillis)),
        h('td', {}, types.map(({ type }) => [
          h('a.chip', { href: flameHref({ type, release: release.release }) }, type), ' '])),
        h('td', {}, at > 0 && h('a', { href: diffHref(releases[at - 1], release, types) },
          `Compare with ${releases[at - 1].release}`)),
      ]));
  }

  function instanceTable(series) {
    return listTable(['Instance', 'Release', 'Node', 'JDK', 'Windows', 'Last seen'],
      series.map(({ labels, windows, types, lastSeenMillis }) => [
        h('th.long-name', { scope: 'row' }, h('a', {
          href: flameHref({
            type: types.includes('cpu') ? 'cpu' : types[0],
            match: `{instance=${JSON.stringify(labels.instance)}}`,
          }),
        }, labels.instance)),
        h('td.long-name', {}, labels.release),
        h('td.long-name', {}, labels.node),
        h('td', {}, labels.jdk),
        h('td.number', {}, windows),
        h('td', {}, ageElement(lastSeenMillis)),
      ]));
  }

  function flameHref(query) {
    const { params } = address.read();
    const kept = { from: params.get('from'), to: params.get('to'), match: params.get('match') };
    return `/flame?${withParams(new URLSearchParams(), { service, ...kept, ...query })}`;
  }

  function diffHref(base, candidate, types) {
    return `/diff?${new URLSearchParams({
      service,
      base: base.release,
      candidate: candidate.release,
      type: types.some(({ type }) => type === 'cpu') ? 'cpu' : types[0]?.type ?? 'cpu',
    })}`;
  }

  return {
    element,
    title: service,
    update() {
      const { params } = address.read();
      range.show(params);
      match.show(params);
      showNarrowed(params);
      live.follow(rangeOf(params).to === DEFAULT_TO ? service : '');
      if (params.toString() !== asked) {
        asked = params.toString();
        loading.now();
        health.now();
      }
    },
    dispose() {
      loading.stop();
      health.stop();
      live.stop();
    },
  };
}

function bandOf({ kind, startMicros, durationNanos }) {
  return {
    look: kind === 'gc' ? 'band-gc' : 'band-safepoint',
    fromMillis: startMicros / 1000,
    toMillis: startMicros / 1000 + durationNanos / 1e6,
  };
}
