import { formatTime, formatValue } from '../profile/format.js';
import { h, s } from '../render/dom.js';
import { heatClass, heatLegend } from './heat-scale.js';
import { sharedTooltip } from './tooltip.js';
import { timeElement } from './time-chart.js';

const ROW = 12;

/**
 * A strip for each bin over time, darker where threads lost more.
 *
 * @param {{bin: number, waits: number, nanos: number, line: number[]}[]} bins
 */
export function binHeat(bins, { startMillis, stepMillis }) {
  const points = bins[0].line.length;
  const most = Math.max(...bins.flatMap(({ line }) => line));
  const tooltip = sharedTooltip();
  const cells = new Map();
  bins.forEach(({ line }, row) => line.forEach((nanos, at) => {
    if (nanos > 0) {
      const look = heatClass(nanos / most);
      cells.set(look, `${cells.get(look) ?? ''}M${at} ${row * ROW}h1v${ROW - 1}h-1z`);
    }
  }));
  const svg = s('svg', {
    class: 'bin-heat',
    viewBox: `0 0 ${points} ${bins.length * ROW}`,
    preserveAspectRatio: 'none',
    height: bins.length * ROW,
    role: 'img',
    'aria-label': `Time lost in ${bins.length} bins; the hottest is bin ${bins[0].bin}`,
    onpointermove: ({ clientX, clientY }) => {
      const box = svg.getBoundingClientRect();
      const bin = bins[Math.floor(((clientY - box.top) / box.height) * bins.length)];
      const at = Math.floor(((clientX - box.left) / box.width) * points);
      if (bin && at >= 0 && at < points) {
        tooltip.show({
          title: bin.bin < 0 ? 'in no bin: helping with a resize' : `bin ${bin.bin}`,
          rows: [
            [formatTime(startMillis + at * stepMillis), formatValue(bin.line[at], 'nanoseconds')],
            ['in all', formatValue(bin.nanos, 'nanoseconds')],
            ['waits', bin.waits.toLocaleString('en-US')],
          ],
        }, clientX, clientY);
      }
    },
    onpointerleave: tooltip.hide,
  }, [...cells].map(([look, d]) => s('path', { class: look, d })));
  return h('div', {},
    h('div.bin-heat-body', {},
      h('ol', {}, bins.map(({ bin }) => h('li', {}, bin < 0 ? 'none' : bin))), svg),
    h('div.chart-foot', {}, timeElement(startMillis),
      heatLegend(formatValue(most, 'nanoseconds')), timeElement(startMillis + points * stepMillis)));
}
