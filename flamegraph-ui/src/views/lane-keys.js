const STEPS = 60;

/**
 * Lanes by keys: left and right move a cursor in time, in a thread's lane from wait to wait; up and down
 * go to the next lane; with Shift a range is stretched, Enter takes it.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {object} on
 * @param {() => import('../layout/lanes.js').Lane[]} on.lanes
 * @param {() => {fromMillis: number, toMillis: number}} on.view
 * @param {(lane: import('../layout/lanes.js').Lane, millis: number) => void} on.moved
 * @param {(from: number, to: number) => void} on.stretched a range that is not taken yet
 * @param {(from: number, to: number) => void} on.taken
 * @param {(isCloser: boolean) => void} on.zoomed
 */
export function addLaneKeys(canvas, { lanes, view, moved, stretched, taken, zoomed }) {
  let from = null;
  let at = 0;
  let lane = 0;

  canvas.addEventListener('keydown', (event) => {
    const along = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const across = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const { fromMillis, toMillis } = view();
    const isFirst = from === null;
    if (isFirst) {
      at = (fromMillis + toMillis) / 2;
    }
    if (along) {
      const before = at;
      const step = (along * (toMillis - fromMillis)) / STEPS;
      at = event.shiftKey ? at + step : nextWait(lanes()[lane], at, along) ?? at + step;
      from = event.shiftKey ? from ?? before : at;
      stretched(Math.min(from, at), Math.max(from, at));
      moved(lanes()[lane], at);
    } else if (across) {
      lane = isFirst ? 0 : Math.max(0, Math.min(lanes().length - 1, lane + across));
      from ??= at;
      moved(lanes()[lane], at);
    } else if (event.key === 'Enter' && from !== null) {
      taken(from, at);
    } else if (event.key === '+' || event.key === '-') {
      zoomed(event.key === '+');
    } else {
      return;
    }
    event.preventDefault();
  });
}

/** When the next wait of a thread's lane began, or the one before; undefined where there is none. */
function nextWait(lane, millis, way) {
  const starts = (lane?.thread?.waits ?? []).map(({ startMicros }) => startMicros / 1000);
  return way > 0 ? starts.find((start) => start > millis) : starts.findLast((start) => start < millis);
}
