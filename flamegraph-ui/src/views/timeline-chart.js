import { formatRate, formatTime } from '../profile/format.js';
import { h, s } from '../render/dom.js';

/**
 * A small time line: one line a release, in units per second, a dashed one where a release was
 * deployed. A range that is brushed over is handed on.
 *
 * @param {{unit: string, stepSeconds: number, startMillis: number,
 *     lines: {by: string, count: number[], sum: number[]}[],
 *     deploys: {release: string, atMillis: number, text: string?}[]}} timeline
 * @param {'count'|'sum'} value
 * @param {(fromMillis: number, toMillis: number) => void} brushed
 */
export function timelineChart(timeline, value, brushed) {
  const { lines, stepSeconds, startMillis } = sinceFirstData(timeline);
  const points = Math.max(0, ...lines.map((line) => line[value].length));
  const highest = Math.max(1, ...lines.flatMap((line) => line[value])) / stepSeconds;
  const [width, height] = [600, 90];
  const stepMillis = stepSeconds * 1000;
  const toX = (point) => (points > 1 ? (point / (points - 1)) * width : 0);
  const toY = (sum) => height - 2 - (sum / stepSeconds / highest) * (height - 6);
  const band = s('rect', { class: 'brush', y: 0, height, width: 0 });
  const svg = s('svg', {
    class: 'timeline',
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `${lines.map((line) => line.by).join(', ')}: at most ${formatRate(highest, timeline.unit)}`,
  }, lines.map((line, index) => s('polyline', {
    class: `line line-${index % 6}`,
    points: line[value].map((sum, at) => `${toX(at).toFixed(1)},${toY(sum).toFixed(1)}`).join(' '),
  })), deployMarks(timeline.deploys ?? [], (millis) => toX((millis - startMillis) / stepMillis),
    width, height), band);
  const legend = h('div.legend', {}, lines.map((line, index) => h('span', {},
    s('svg', { viewBox: '0 0 12 4', width: 12, height: 4, 'aria-hidden': 'true' },
      s('path', { d: 'M0 2h12', class: `line line-${index % 6}` })),
    ` ${line.by}`)));
  const element = h('figure.chart', {}, svg, h('figcaption', {},
    legend, h('span.faint', {}, `at most ${formatRate(highest, timeline.unit)}`),
    h('span.faint', {}, points > 0
      ? `${formatTime(startMillis)} – ${formatTime(startMillis + points * stepMillis)}` : '')));
  brush(svg, band, width, (from, to) => brushed(
    startMillis + Math.floor(from * points) * stepMillis,
    startMillis + Math.ceil(to * points) * stepMillis));
  return element;
}

/** Where releases were deployed, as somebody said; what it was is told on hovering. */
function deployMarks(deploys, toX, width, height) {
  return deploys
    .map(({ release, atMillis, text }) => ({ x: toX(atMillis), release, atMillis, text }))
    .filter(({ x }) => x >= 0 && x <= width)
    .map(({ x, release, atMillis, text }) => s('path', {
      class: 'deploy', d: `M${x.toFixed(1)} 0v${height}`,
    }, s('title', {}, `${release} deployed ${formatTime(atMillis)} ${text ?? ''}`.trim())));
}

/** A service that is younger than the range fills the chart from its first window on. */
function sinceFirstData({ lines, stepSeconds, startMillis }) {
  const firsts = lines.map((line) => line.count.findIndex((count) => count > 0))
    .filter((first) => first >= 0);
  const skipped = Math.max(0, Math.min(...firsts, Infinity) - 1);
  return Number.isFinite(skipped) ? {
    stepSeconds,
    startMillis: startMillis + skipped * stepSeconds * 1000,
    lines: lines.map(({ by, count, sum }) => (
      { by, count: count.slice(skipped), sum: sum.slice(skipped) })),
  } : { lines, stepSeconds, startMillis };
}

/** Calls `done` with the two ends as parts of the width. */
export function brush(svg, band, width, done) {
  let from = null;
  const partAt = (event) => {
    const { left, width: wide } = svg.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / wide));
  };
  const draw = (to) => {
    band.setAttribute('x', Math.min(from, to) * width);
    band.setAttribute('width', Math.abs(to - from) * width);
  };
  svg.addEventListener('pointerdown', (event) => {
    from = partAt(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener('pointermove', (event) => from !== null && draw(partAt(event)));
  svg.addEventListener('pointerup', (event) => {
    const to = partAt(event);
    const start = from;
    from = null;
    band.setAttribute('width', 0);
    if (Math.abs(to - start) * svg.clientWidth > 3) {
      done(Math.min(start, to), Math.max(start, to));
    }
  });
}
