import { formatTime, formatValue } from '../profile/format.js';
import { h, s } from '../render/dom.js';
import { brush } from './timeline-chart.js';

const WIDTH = 1000;
const LANE_HEIGHT = 44;
const LEAST_BAND = 0.8;

/**
 * A lane for each lock: the height is how many threads waited at any time, what was inside pauses
 * on top. Pauses of the JVMs run as bands across all lanes.
 *
 * @param {object} answer of {@code /locks}
 * @param {object[]} locks those of the answer that get a lane
 * @param {object[]} pauses of {@code /pauses}
 * @param {(fromMillis: number, toMillis: number) => void} brushed
 */
export function lockLanes({ startMillis, stepSeconds }, locks, pauses, brushed) {
  const [first, points] = covered(locks);
  const fromMillis = startMillis + first * stepSeconds * 1000;
  const spanMillis = points * stepSeconds * 1000;
  const toX = (millis) => ((millis - fromMillis) / spanMillis) * WIDTH;
  const height = locks.length * LANE_HEIGHT;
  const band = s('rect', { class: 'brush', y: 0, height, width: 0 });
  const svg = s('svg', {
    class: 'lanes',
    viewBox: `0 0 ${WIDTH} ${height}`,
    preserveAspectRatio: 'none',
    height,
    role: 'img',
    'aria-label': `Waits for ${locks.length} locks and ${pauses.length} pauses over time`,
  },
  locks.map((lock, at) => lane(lock, at, first, points, stepSeconds)),
  ['gc', 'safepoint'].map((kind) => s('path', {
    class: `pause-${kind}`,
    d: bands(pauses.filter((pause) => pause.kind === kind), toX, height),
  })),
  band);
  brush(svg, band, WIDTH, (from, to) => brushed(
    Math.floor(fromMillis + from * spanMillis), Math.ceil(fromMillis + to * spanMillis)));
  return h('figure.lock-lanes', {},
    h('ol', {}, locks.map((lock) => h('li', {},
      h('strong', { title: lock.lockClass }, shortName(lock)),
      h('span.faint', {}, `${lock.kind.replace('_', ' ')}, at most ${most(lock, stepSeconds)} waiting`)))),
    h('div.lanes-body', {}, svg,
      h('figcaption', {},
        h('span.faint', {}, formatTime(fromMillis)),
        h('span.legend', {},
          key('lane-net', 'waiting, net of pauses'), key('lane-paused', 'inside pauses'),
          key('pause-gc', 'GC pause'), key('pause-safepoint', 'other safepoint')),
        h('span.faint', {}, formatTime(fromMillis + spanMillis)))));
}

export function shortName({ lockClass, kind }) {
  return lockClass === '' ? kind.replace('_', ' ') : lockClass.replace(/^.*\.(?=[^.]+$)/, '');
}

/** Before the first wait and after the last there is nothing to draw. */
function covered(locks) {
  const length = locks[0].line.waits.length;
  const used = (at) => locks.some((lock) => lock.line.waits[at] > 0);
  let first = 0;
  let last = length - 1;
  while (first < last && !used(first)) {
    first++;
  }
  while (last > first && !used(last)) {
    last--;
  }
  first = Math.max(0, first - 1);
  return [first, Math.min(length, last + 2) - first];
}

function lane({ line }, at, first, points, stepSeconds) {
  const highest = Math.max(1, ...line.totalNanos);
  const scale = (LANE_HEIGHT - 8) / highest;
  const bottom = (at + 1) * LANE_HEIGHT - 2;
  const wide = WIDTH / points;
  let net = '';
  let paused = '';
  for (let point = 0; point < points; point++) {
    const total = line.totalNanos[first + point] * scale;
    const netHeight = line.netNanos[first + point] * scale;
    const x = (point * wide).toFixed(2);
    if (netHeight > 0) {
      net += rectangle(x, bottom - netHeight, wide, netHeight);
    }
    if (total - netHeight > 0) {
      paused += rectangle(x, bottom - total, wide, total - netHeight);
    }
  }
  return [
    s('path', { class: 'lane-edge', d: `M0 ${bottom + 1.5}H${WIDTH}` }),
    s('path', { class: 'lane-net', d: net }),
    s('path', { class: 'lane-paused', d: paused }),
  ];
}

function bands(pauses, toX, height) {
  return pauses.map(({ startMicros, durationNanos }) => {
    const x = toX(startMicros / 1000);
    const wide = Math.max(LEAST_BAND, toX(startMicros / 1000 + durationNanos / 1e6) - x);
    return x + wide < 0 || x > WIDTH ? '' : rectangle(x.toFixed(2), 0, wide, height);
  }).join('');
}

function rectangle(x, y, wide, high) {
  return `M${x} ${y.toFixed(2)}h${wide.toFixed(2)}v${high.toFixed(2)}h${(-wide).toFixed(2)}z`;
}

function most({ line }, stepSeconds) {
  const threads = Math.max(...line.totalNanos) / (stepSeconds * 1e9);
  return threads >= 0.1 ? `${threads.toFixed(1)} threads` : formatValue(threads * 1e9, 'nanoseconds');
}

function key(name, text) {
  return h('span', {}, s('svg', { viewBox: '0 0 12 8', width: 12, height: 8, 'aria-hidden': 'true' },
    s('path', { d: 'M0 0h12v8h-12z', class: name })), ` ${text}`);
}
