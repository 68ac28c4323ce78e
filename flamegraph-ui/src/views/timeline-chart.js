import { formatRate, formatTime, formatUtc } from '../profile/format.js';
import { h } from '../render/dom.js';
import { chartCaption, timeChart } from './time-chart.js';

/**
 * A small time line: one line a release, in units per second, a dashed one where a release was
 * deployed, bands where JVMs stood still. A range that is brushed over is handed on.
 *
 * @param {{unit: string, stepSeconds: number, startMillis: number,
 *     lines: {by: string, count: number[], sum: number[]}[],
 *     deploys: {release: string, atMillis: number, text: string?}[]}} timeline
 * @param {'count'|'sum'} value
 * @param {object[]} bands as of timeChart
 * @param {(fromMillis: number, toMillis: number) => void} brushed
 */
export function timelineChart(timeline, value, bands, brushed) {
  const { lines, stepSeconds, startMillis } = sinceFirstData(timeline);
  const chart = {
    startMillis,
    stepMillis: stepSeconds * 1000,
    lines: lines.map((line) => (
      { name: line.by, values: line[value].map((sum) => sum / stepSeconds) })),
    format: (rate) => formatRate(rate, timeline.unit),
    label: lines.map((line) => line.by).join(', '),
    bands,
    marks: (timeline.deploys ?? []).map(({ release, atMillis, text }) => (
      { atMillis, text: `${release} deployed ${formatTime(atMillis)} (${formatUtc(atMillis)}) ${text ?? ''}`.trim() })),
    brushed,
  };
  return h('figure.chart', {}, timeChart(chart), chartCaption(chart));
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
