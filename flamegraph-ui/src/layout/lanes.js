/**
 * Where lanes stand: one for each lock, and below an open one a thinner one for each thread that
 * waited. No DOM.
 *
 * @typedef {object} Lane
 * @property {'lock'|'thread'} kind
 * @property {object} lock as `/locks` tells it
 * @property {object} [thread] of waitsByThread
 * @property {number} top in pixels
 * @property {number} height
 * @property {number} most largest value of the lock's line
 *
 * @typedef {object} LaneView
 * @property {number} fromMillis
 * @property {number} toMillis
 * @property {number} width
 * @property {number} height
 * @property {number} scroll
 */

const LOCK_HEIGHT = 40;
const THREAD_HEIGHT = 16;
const MOST_THREADS = 40;

/**
 * @param {object[]} locks
 * @param {(lock: object) => object[]|null} threadsOf null: the lane is closed
 * @returns {{lanes: Lane[], height: number}}
 */
export function layLanes(locks, threadsOf) {
  const lanes = [];
  let top = 0;
  const add = (lane, height) => {
    lanes.push({ ...lane, top, height });
    top += height;
  };
  for (const lock of locks) {
    add({ kind: 'lock', lock, most: largest(lock.line.totalNanos) }, LOCK_HEIGHT);
    for (const thread of (threadsOf(lock) ?? []).slice(0, MOST_THREADS)) {
      add({ kind: 'thread', lock, thread, most: 0 }, THREAD_HEIGHT);
    }
  }
  return { lanes, height: top };
}

/** @param {LaneView} view */
export function xOf(view, millis) {
  return ((millis - view.fromMillis) / (view.toMillis - view.fromMillis)) * view.width;
}

/** @param {LaneView} view */
export function millisAt(view, x) {
  return view.fromMillis + (x / view.width) * (view.toMillis - view.fromMillis);
}

/** The lane at a height of the whole drawing; undefined below the last. */
export function laneAt(lanes, y) {
  let low = 0;
  let high = lanes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lanes[middle].top + lanes[middle].height > y) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return lanes[low];
}

/** A thread's wait at a moment, or within some of it; a thread waits for one lock at a time. */
export function waitAt(waits, millis, nearMillis) {
  const micros = millis * 1000;
  const near = nearMillis * 1000;
  let low = 0;
  let high = waits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (waits[middle].startMicros + waits[middle].durationNanos / 1000 + near >= micros) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low < waits.length && waits[low].startMicros - near <= micros ? waits[low] : null;
}

/** Moments for an axis, at round times of the user's zone, at least `apart` pixels apart. */
export function ticksOf(view, apart) {
  const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 12e4, 3e5, 6e5,
    9e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5];
  const wanted = ((view.toMillis - view.fromMillis) / Math.max(1, view.width)) * apart;
  const step = STEPS.find((candidate) => candidate >= wanted) ?? STEPS[STEPS.length - 1];
  const zone = new Date(view.fromMillis).getTimezoneOffset() * 6e4;
  const ticks = [];
  for (let at = Math.ceil((view.fromMillis - zone) / step) * step + zone; at < view.toMillis; at += step) {
    ticks.push(at);
  }
  return { ticks, step };
}

function largest(values) {
  let most = 0;
  for (const value of values) {
    most = Math.max(most, value);
  }
  return most;
}
