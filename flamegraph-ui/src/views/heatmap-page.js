import { fetchTimeline, fetchTypes } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatCount, formatRate, formatTime, formatUtc, formatValue } from '../profile/format.js';
import { heatOfTimeline } from '../profile/heat.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { parseTime } from '../state/time.js';
import { createChoice, createMatchBox, createRangeChoice, rangeOf } from './choices.js';
import { createHeatCanvas } from './heat-canvas.js';
import { heatLegend } from './heat-scale.js';
import { loadingNotice, problemNotice } from './notices.js';
import { selectionOf } from './selection.js';
import { leftOutOf, SINGLES, singlesOf } from './single-events.js';
import { createStretchFlame } from './stretch-flame.js';
import { timeElement } from './time-chart.js';

const AGAIN_MILLIS = 30000;
const MOST_SINGLES = 20000;
const SINGLE_FROM = 'now-5m';
const FROM = 'now-24h';
const STEPS = [10, 60, 300, 600, 3600];
const MOST_CELLS = 8640;
const HOUR_MILLIS = 36e5;
/** What changes the view and not what is asked for. */
const VIEW = ['a', 'b', 'q', 'focus', 'layout', 'order', 'table', 'widths', 'frames'];

/**
 * A day of one profile type at one look, or single events within their seconds. A first stretch shows
 * its flame graph, a second one what is different in it.
 */
export function createHeatmapPage({ address, say }) {
  const types = createChoice('Of', (type) => change(
    { type, from: null, to: null }));
  const range = createRangeChoice(change, '');
  const match = createMatchBox(change);
  const notice = h('div', {}, loadingNotice());
  const hours = h('ol.heat-rows');
  const foot = h('div.chart-foot');
  const told = h('p.told');
  const canvas = createHeatCanvas({ chosen, tell });
  const flame = createStretchFlame({ params, change: changeView, say });
  const figure = h('figure.heat-figure', {}, h('div.heat-body', {}, hours, canvas.element), foot);
  const element = h('div.page', {},
    h('div.page-head', {}, h('h1', {}, 'Heatmap'), types.element, h('span.spring'), match.element,
      range.element),
    notice, figure, told, flame.element);
  let asked = queryOf(params());
  let shown = null;
  const loading = keepLoading(load, {
    data: show,
    problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    againMillis: () => AGAIN_MILLIS,
  });

  function params() {
    return address.read().params;
  }

  function change(changes) {
    address.push('/heatmap', withParams(params(), { ...changes, a: null, b: null }));
  }

  function changeView(changes, isStep) {
    (isStep ? address.push : address.replace)('/heatmap', withParams(params(), changes));
  }

  /** Where the address says nothing. */
  function usualFrom() {
    return singlesOf(params().get('type')) ? SINGLE_FROM : FROM;
  }

  function asking() {
    return { ...selectionOf(params()), ...rangeOf(params(), usualFrom()) };
  }

  async function load(signal) {
    const wanted = asking();
    const list = await fetchTypes(wanted.service, wanted, signal);
    const type = params().get('type') ?? list.types.find((one) => one.type === 'cpu')?.type
      ?? list.types[0]?.type ?? 'cpu';
    const are = singlesOf(type);
    if (are) {
      return { list, type, are, answer: await are.fetch({ ...wanted, limit: MOST_SINGLES }, signal) };
    }
    const span = (parseTime(wanted.to) - parseTime(wanted.from)) / 1000;
    const stepSeconds = STEPS.find((step) => span / step <= MOST_CELLS) ?? STEPS[STEPS.length - 1];
    return {
      list, type, timeline: await fetchTimeline({ ...wanted, type, by: 'service', stepSeconds }, signal),
    };
  }

  function show({ list, type, are, answer, timeline }) {
    replace(notice);
    types.show([...list.types.map((one) => [one.type, one.type]),
      ...SINGLES.map(({ name }) => [name, name])], type);
    const singles = are ? { are, events: are.of(answer) } : null;
    const heat = are
      ? are.heat(singles.events, parseTime(asking().from), parseTime(asking().to))
      : heatOfTimeline(timeline, timeline.unit === 'samples' ? 'count' : 'sum');
    const format = are?.format ?? ((amount) => formatRate(amount, timeline.unit));
    shown = { heat, format, type, singles };
    figure.hidden = heat.most === 0;
    replace(notice, heat.most === 0 && h('div.notice', {}, 'Nothing is stored for this selection.'));
    replace(told, are ? tellSingles(are, singles.events.length, answer) : tellTimeline(heat));
    draw();
  }

  function draw() {
    const { heat, format, type, singles } = shown;
    const stretches = ['a', 'b'].map((name) => stretchOf(params().get(name))).filter(Boolean);
    canvas.show(heat, stretches);
    replace(hours, rowLabels(heat));
    replace(foot, heat.isRowMajor ? '0 min' : timeElement(heat.startMillis), heatLegend(format(heat.most)),
      heat.isRowMajor ? `${(heat.columns * heat.cellMillis) / 6e4} min`
        : timeElement(heat.startMillis + heat.values.length * heat.cellMillis));
    flame.show(asking(), type, singles, stretches);
  }

  function chosen(from, to) {
    const stretch = `${from}-${to}`;
    const isSecond = params().get('a') && !params().get('b');
    changeView(isSecond ? { b: stretch, focus: null } : { a: stretch, b: null, focus: null }, true);
  }

  function tell(millis, value) {
    const { heat, format } = shown;
    const clock = formatTime(millis);
    return {
      title: heat.cellMillis < 1000 ? `${clock}.${String(Math.round(millis % 1000)).padStart(3, '0')}` : clock,
      note: formatUtc(millis),
      rows: [[shown.type, value < 0 ? 'outside the range' : format(value)]],
    };
  }

  return {
    element,
    get title() {
      return `Heatmap of ${params().get('service') ?? '…'}`;
    },
    update() {
      range.show(withParams(params(), { from: params().get('from') ?? usualFrom() }));
      match.show(params());
      if (queryOf(params()) !== asked) {
        asked = queryOf(params());
        loading.now();
      } else if (shown) {
        draw();
      }
    },
    dispose() {
      loading.stop();
      canvas.dispose();
      flame.dispose();
    },
  };
}

function tellSingles({ called, means }, count, answer) {
  return [h('strong', {}, `${formatCount(count)} ${called}`),
    `: a column is a second, from its begin at the top to its end; ${means}. `,
    leftOutOf(answer) && h('span.warn', {}, leftOutOf(answer))];
}

function tellTimeline({ cellMillis, columns }) {
  return `A row is ${columns * cellMillis > HOUR_MILLIS ? 'a day' : 'an hour'}, a column ${
    formatValue(cellMillis * 1e6, 'nanoseconds')} of it. Choose a stretch of time: its flame graph is `
    + 'below. Choose a second one: what is different in it.';
}

function rowLabels(heat) {
  if (!heat.isRowMajor) {
    return [h('li', {}, '.000'), h('li', {}, '.500'), h('li', {}, '.980')];
  }
  return Array.from({ length: heat.rows }, (_, row) => {
    const millis = heat.startMillis + row * heat.columns * heat.cellMillis;
    return h('li', { title: `${formatTime(millis)}, ${formatUtc(millis)}` }, rowLabel(new Date(millis), heat));
  });
}

/** The hour; the day where one begins. */
function rowLabel(time, { columns, cellMillis }) {
  return columns * cellMillis > HOUR_MILLIS || time.getHours() === 0
    ? time.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })
    : time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
}

function stretchOf(text) {
  const [from, to] = (text ?? '').split('-').map(Number);
  return to > from ? { from, to } : null;
}

function queryOf(params) {
  return withParams(params, Object.fromEntries(VIEW.map((name) => [name, null]))).toString();
}
