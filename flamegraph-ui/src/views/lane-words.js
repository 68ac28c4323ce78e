import { formatThreads, formatTime, formatUtc, formatValue } from '../profile/format.js';
import { shortClass } from '../profile/map-advice.js';

/** What is said of lanes of locks. */

/** The class of a lock without its package. */
export function shortName({ lockClass, kind }) {
  return lockClass === '' ? kind.replace('_', ' ') : shortClass(lockClass);
}

/** Of the wait under the pointer. */
export function tellWait(wait) {
  return {
    title: `${wait.thread} waited ${formatValue(wait.durationNanos, 'nanoseconds')}`,
    note: wait.owner ? `${wait.owner} held it before.` : 'Who held it is not known.',
    rows: [
      ['from', formatTime(wait.startMicros / 1000)],
      ['', formatUtc(Math.floor(wait.startMicros / 1000))],
      ['inside GC pauses', formatValue(wait.gcNanos, 'nanoseconds')],
      ['inside other safepoints', formatValue(wait.safepointNanos, 'nanoseconds')],
      ['instance', wait.instance],
      ['in', wait.stack.at(-2) ?? wait.stack.at(-1) ?? 'no stack'],
    ],
  };
}

/** Of a lane at a moment, with the pause that was then. @returns {import('./tooltip.js').Told} */
export function tellLane({ lock }, millis, { startMillis, stepMillis, pauses }) {
  const at = Math.floor((millis - startMillis) / stepMillis);
  const total = lock.line.totalNanos[at] ?? 0;
  const net = lock.line.netNanos[at] ?? 0;
  const pause = pauses.find(({ startMicros, durationNanos }) => startMicros / 1000 <= millis
    && startMicros / 1000 + durationNanos / 1e6 >= millis);
  return {
    title: lock.lockClass || shortName(lock),
    note: formatUtc(Math.floor(millis)),
    rows: [
      [formatTime(startMillis + at * stepMillis), formatThreads(total / stepMillis / 1e6)],
      ['net of pauses', formatThreads(net / stepMillis / 1e6)],
      ['waits', String(lock.line.waits[at] ?? 0)],
      ...(pause ? [[pause.name || pause.kind, formatValue(pause.durationNanos, 'nanoseconds')]] : []),
    ],
  };
}

/** The height of a lane. */
export function mostWaiting({ line }, stepMillis) {
  return formatThreads(Math.max(...line.totalNanos) / (stepMillis * 1e6));
}
