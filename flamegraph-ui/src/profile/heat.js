/**
 * A time line folded into rows, so that a day is seen at one look: a row an hour, a column a step
 * within it. Or single events: a column a second, a row a fiftieth of it.
 *
 * @typedef {object} Heat
 * @property {number} startMillis of the first cell
 * @property {number} columns
 * @property {number} rows
 * @property {number} cellMillis
 * @property {boolean} isRowMajor time goes along the rows, else down the columns
 * @property {Float64Array} values by cell in the order of time; negative: nothing known
 * @property {number} most
 */

const SECOND_ROWS = 50;
const HOUR_MILLIS = 36e5;
const MOST_SECONDS = 3600;

/** @returns {Heat} of a time line whose steps divide an hour */
export function heatOfTimeline({ startMillis, stepSeconds, lines }, value) {
  const stepMillis = stepSeconds * 1000;
  const rowMillis = rowOf(stepMillis);
  const zoneMillis = new Date(startMillis).getTimezoneOffset() * 6e4;
  const first = Math.floor((startMillis - zoneMillis) / rowMillis) * rowMillis + zoneMillis;
  const points = lines[0]?.[value].length ?? 0;
  const columns = rowMillis / stepMillis;
  const rows = Math.max(1, Math.ceil((startMillis + points * stepMillis - first) / rowMillis));
  const values = new Float64Array(rows * columns).fill(-1);
  const skipped = Math.round((startMillis - first) / stepMillis);
  for (const line of lines) {
    line[value].forEach((amount, at) => {
      values[skipped + at] = Math.max(0, values[skipped + at]) + amount / stepSeconds;
    });
  }
  return heat({ startMillis: first, columns, rows, cellMillis: stepMillis, isRowMajor: true, values });
}

/**
 * @param {{startMicros: number, durationNanos: number}[]} events how much of them lies in each cell
 * @returns {Heat} the last hour of the range at most
 */
export function heatOfEvents(events, fromMillis, toMillis) {
  const { first, columns, cellMillis, values } = secondsOf(fromMillis, toMillis);
  for (const { startMicros, durationNanos } of events) {
    let at = startMicros / 1000 - first * 1000;
    const end = Math.min(at + durationNanos / 1e6, columns * 1000);
    at = Math.max(0, at);
    while (at < end) {
      const cell = Math.floor(at / cellMillis);
      const until = Math.min(end, (cell + 1) * cellMillis);
      values[cell] += (until - at) / cellMillis;
      at = Math.max(until, at + 1e-6);
    }
  }
  return heat({ startMillis: first * 1000, columns, rows: SECOND_ROWS, cellMillis, isRowMajor: false, values });
}

/**
 * @param {{atMicros: number}[]} events how many of them lie in each cell
 * @returns {Heat} the last hour of the range at most
 */
export function heatOfMoments(events, fromMillis, toMillis) {
  const { first, columns, cellMillis, values } = secondsOf(fromMillis, toMillis);
  for (const { atMicros } of events) {
    const cell = Math.floor((atMicros / 1000 - first * 1000) / cellMillis);
    if (cell >= 0 && cell < values.length) {
      values[cell]++;
    }
  }
  return heat({ startMillis: first * 1000, columns, rows: SECOND_ROWS, cellMillis, isRowMajor: false, values });
}

function secondsOf(fromMillis, toMillis) {
  const last = Math.ceil(toMillis / 1000);
  const first = Math.max(Math.floor(fromMillis / 1000), last - MOST_SECONDS);
  const columns = Math.max(1, last - first);
  return {
    first, columns, cellMillis: 1000 / SECOND_ROWS, values: new Float64Array(columns * SECOND_ROWS),
  };
}

/** The cell that stands at a column and a row, in the order of time. */
export function cellOf({ columns, rows, isRowMajor }, column, row) {
  return isRowMajor ? row * columns + column : column * rows + row;
}

/** Where a cell stands. */
export function placeOf({ columns, rows, isRowMajor }, cell) {
  return isRowMajor
    ? { column: cell % columns, row: Math.floor(cell / columns) }
    : { column: Math.floor(cell / rows), row: cell % rows };
}

function rowOf(stepMillis) {
  return stepMillis >= HOUR_MILLIS / 6 ? 24 * HOUR_MILLIS : HOUR_MILLIS;
}

function heat(shape) {
  let most = 0;
  for (const value of shape.values) {
    most = Math.max(most, value);
  }
  return { ...shape, most };
}
