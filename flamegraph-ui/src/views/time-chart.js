import { formatAge, formatTime, formatUtc } from '../profile/format.js';
import { h, replace, s } from '../render/dom.js';
import { addBrush } from './brush.js';
import { sharedTooltip } from './tooltip.js';

/**
 * Lines over time, on one scale: bands behind them, marks across them, values on hovering, a range
 * by brushing.
 *
 * @typedef {object} ChartLine
 * @property {string} name
 * @property {ArrayLike<number>} values by step; negative: nothing known
 * @property {string} [look] class of the line; else the next colour
 *
 * @typedef {object} Chart
 * @property {number} startMillis
 * @property {number} stepMillis
 * @property {ChartLine[]} lines
 * @property {(value: number) => string} format
 * @property {string} label what is drawn, for a screen reader
 * @property {{fromMillis: number, toMillis: number, look: string}[]} [bands]
 * @property {{atMillis: number, text: string}[]} [marks]
 * @property {number} [highest] the scale's end where it is not the largest value
 * @property {string} [look] class of the drawing
 * @property {(fromMillis: number, toMillis: number) => void} [brushed]
 */

const WIDTH = 600;
const HEIGHT = 90;
const LOOKS = 6;
const NARROWEST = 0.6;

/** Where the pointer was over a chart last. */
let pointer = { clientX: 0, clientY: 0 };

/**
 * Puts newer charts in the place of older ones, while somebody looks: what the pointer rests on is
 * told anew.
 *
 * @param {Element} element
 * @param {...*} children
 * @returns {boolean} false: nothing was done, because a range is being chosen in one of them
 */
export function replaceCharts(element, ...children) {
  /** @returns {SVGElement[]} */
  const charts = () => [...element.querySelectorAll('.timeline')].filter((one) => one instanceof SVGElement);
  if (charts().some((chart) => 'choosing' in chart.dataset)) {
    return false;
  }
  const resting = charts().findIndex((chart) => chart.matches(':hover'));
  replace(element, ...children);
  if (resting >= 0) {
    sharedTooltip().hide();
    charts()[resting]?.dispatchEvent(new PointerEvent('pointermove', pointer));
  }
  return true;
}

/** @param {Chart} chart */
export function timeChart(chart) {
  const { startMillis, stepMillis, lines, label, bands = [], marks = [], brushed } = chart;
  const points = Math.max(1, ...lines.map((line) => line.values.length));
  const highest = Math.max(Number.MIN_VALUE, chart.highest ?? 0,
    ...lines.map((line) => largest(line.values)));
  const toX = (point) => (points > 1 ? (point / (points - 1)) * WIDTH : 0);
  const toY = (value) => HEIGHT - 2 - (value / highest) * (HEIGHT - 6);
  const xOf = (millis) => toX((millis - startMillis) / stepMillis);
  const band = s('rect', { class: 'brush', y: 0, height: HEIGHT, width: 0 });
  const cursor = s('path', { class: 'cursor', d: '' });
  const svg = s('svg', {
    class: `timeline ${chart.look ?? ''}`.trim(),
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `${label}: at most ${chart.format(highest)}`,
  },
  bandPaths(bands, xOf),
  lines.map((line, index) => s('path', { class: lookOf(line, index), d: pathOf(line.values, toX, toY) })),
  marks.map(({ atMillis, text }) => ({ x: xOf(atMillis), text }))
    .filter(({ x }) => x >= 0 && x <= WIDTH)
    .map(({ x, text }) => s('path', { class: 'deploy', d: `M${x.toFixed(1)} 0v${HEIGHT}` },
      s('title', {}, text))),
  cursor, band);
  const tellAt = readOut(svg, cursor, chart, points);
  if (brushed) {
    addBrush(svg, band, {
      width: WIDTH,
      steps: points,
      done: (from, to) => brushed(
        startMillis + Math.floor(from * points) * stepMillis,
        startMillis + Math.ceil(to * points) * stepMillis),
      moved: tellAt,
    });
  }
  return svg;
}

/** What the lines are called, the scale, and from when to when. @param {Chart} chart */
export function chartCaption({ startMillis, stepMillis, lines, format, highest }) {
  const points = Math.max(0, ...lines.map((line) => line.values.length));
  const most = Math.max(highest ?? 0, ...lines.map((line) => largest(line.values)));
  return h('figcaption', {},
    h('div.legend', {}, lines.map((line, index) => legendKey(lookOf(line, index), line.name))),
    h('span.faint', {}, `at most ${format(most)}`),
    h('span.faint', {}, points > 0 && [timeElement(startMillis), ' – ',
      timeElement(startMillis + points * stepMillis)]));
}

function legendKey(look, text) {
  return h('span', {},
    s('svg', { viewBox: '0 0 12 4', width: 12, height: 4, 'aria-hidden': 'true' },
      s('path', { d: 'M0 2h12', class: look })), ` ${text}`);
}

/** In the user's zone; UTC on hovering. */
export function timeElement(millis) {
  return h('time', { datetime: new Date(millis).toISOString(), title: formatUtc(millis) },
    formatTime(millis));
}

/** How long ago; when on hovering, in UTC. */
export function ageElement(millis) {
  return h('time', { datetime: new Date(millis).toISOString(), title: `${formatTime(millis)}, ${formatUtc(millis)}` },
    formatAge(Date.now() - millis));
}

function lookOf(line, index) {
  return line.look ?? `line line-${index % LOOKS}`;
}

function pathOf(values, toX, toY) {
  let path = '';
  let isDown = false;
  for (let at = 0; at < values.length; at++) {
    if (values[at] < 0) {
      isDown = false;
    } else {
      path += `${isDown ? 'L' : 'M'}${toX(at).toFixed(1)} ${toY(values[at]).toFixed(1)}`;
      isDown = true;
    }
  }
  return values.length === 1 ? `${path}H${WIDTH}` : path;
}

/** One path a look, however many bands there are; paler where they are wider than they lasted. */
function bandPaths(bands, xOf) {
  const byLook = new Map();
  for (const { fromMillis, toMillis, look } of bands) {
    const from = Math.max(0, xOf(fromMillis));
    const to = Math.min(WIDTH, xOf(toMillis));
    if (to >= 0 && from <= WIDTH) {
      const kind = to - from < NARROWEST ? `${look} band-thin` : look;
      const drawn = `M${from.toFixed(2)} 0h${Math.max(NARROWEST, to - from).toFixed(2)}v${HEIGHT}H${from.toFixed(2)}z`;
      byLook.set(kind, (byLook.get(kind) ?? '') + drawn);
    }
  }
  return [...byLook].map(([look, d]) => s('path', { class: look, d }));
}

/** @returns {(step: number) => void} tells of a step where no pointer is; of -1 nothing */
function readOut(svg, cursor, { startMillis, stepMillis, lines, format, marks = [] }, points) {
  const tooltip = sharedTooltip();

  function hide() {
    cursor.setAttribute('d', '');
    tooltip.hide();
  }

  function tell(at, x, y) {
    const millis = startMillis + at * stepMillis;
    const known = lines.filter((line) => line.values[at] >= 0);
    const deploys = marks.filter(({ atMillis }) => Math.abs(atMillis - millis) <= stepMillis / 2);
    if (known.length + deploys.length === 0) {
      return;
    }
    cursor.setAttribute('d', `M${points > 1 ? (at / (points - 1)) * WIDTH : 0} 0v${HEIGHT}`);
    tooltip.show({
      title: formatTime(millis),
      note: formatUtc(millis),
      rows: [...known.map((line) => [line.name, format(line.values[at])]), ...deploys.map(({ text }) => [text])],
    }, x, y);
  }

  svg.addEventListener('pointermove', (event) => {
    pointer = { clientX: event.clientX, clientY: event.clientY };
    const { left, width } = svg.getBoundingClientRect();
    tell(Math.round(((event.clientX - left) / width) * (points - 1)), event.clientX, event.clientY);
  });
  svg.addEventListener('pointerleave', hide);
  return (at) => {
    const { left, width, top, height } = svg.getBoundingClientRect();
    if (at < 0) {
      hide();
    } else {
      tell(at, left + (width * at) / Math.max(1, points - 1), top + height / 2);
    }
  };
}

function largest(values) {
  let most = 0;
  for (let at = 0; at < values.length; at++) {
    most = Math.max(most, values[at]);
  }
  return most;
}
