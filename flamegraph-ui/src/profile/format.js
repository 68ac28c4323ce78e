/** Numbers and times as people read them. */

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
/** @type {[number, string][]} */
const SECOND_STEPS = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']];
/** Made once: making one takes longer than all else that is written on an axis. */
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: 'numeric', minute: 'numeric', second: 'numeric', hour12: false,
});
/** @type {[number, string, number?][]} from where on, the letter, what it is divided by if not that */
const COUNT_STEPS = [[1e9, 'G'], [1e6, 'M'], [1e4, 'k', 1e3]];

/** @param {string} unit samples, events, bytes or nanoseconds */
export function formatValue(value, unit) {
  if (unit === 'bytes') {
    return formatBytes(value);
  }
  if (unit === 'nanoseconds') {
    return formatNanos(value);
  }
  return `${formatCount(value)} ${formatCount(value) === '1' ? unit.replace(/s$/, '') : unit}`;
}

/** A value of a time line: how much of it in each second. */
export function formatRate(perSecond, unit) {
  return unit === 'nanoseconds'
    ? `${formatNanos(perSecond)} per s`
    : `${formatValue(perSecond, unit)}/s`;
}

/** How many threads did something at any time; below a hundredth the time that they did it. */
export function formatThreads(threads) {
  return threads >= 0.01 || threads === 0 ? `${trim(threads)} ${threads === 1 ? 'thread' : 'threads'}`
    : `${formatNanos(threads * 1e9)} per s`;
}

export function formatCount(value) {
  for (const [from, suffix, scale = from] of COUNT_STEPS) {
    if (Math.abs(value) >= from) {
      return `${trim(value / scale)} ${suffix}`;
    }
  }
  return Number.isInteger(value) ? String(value) : trim(value);
}

export function formatPercent(percent) {
  if (percent === 0) {
    return '0 %';
  }
  return Math.abs(percent) < 0.01 ? '< 0.01 %' : `${percent.toFixed(percent < 99.995 ? 2 : 0)} %`;
}

/** A change with its sign; a true minus, so that columns line up. */
export function formatPoints(points) {
  const sign = points > 0 ? '+' : points < 0 ? '−' : '±';
  return `${sign}${Math.abs(points).toFixed(2)}`;
}

export function formatAge(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ago`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

export function formatDuration(millis) {
  const seconds = Math.round(millis / 1000);
  if (seconds < 120) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${trim(minutes / 60)} h`;
}

/** The time of day in the user's zone. */
export function formatClock(millis) {
  return CLOCK.format(millis);
}

/** The time of day in the user's zone; the date too when it is not today. */
export function formatTime(millis, nowMillis = Date.now()) {
  const time = new Date(millis);
  const clock = formatClock(millis);
  return time.toDateString() === new Date(nowMillis).toDateString()
    ? clock
    : `${time.toLocaleDateString()} ${clock}`;
}

export function formatUtc(millis) {
  return new Date(millis).toISOString().replace('T', ' ').replace(/\.000Z$|Z$/, ' UTC');
}

function formatBytes(bytes) {
  let scaled = bytes;
  let step = 0;
  while (Math.abs(scaled) >= 1024 && step < BYTES.length - 1) {
    scaled /= 1024;
    step++;
  }
  return `${step === 0 ? Math.round(scaled) : trim(scaled)} ${BYTES[step]}`;
}

function formatNanos(nanos) {
  const [scale, unit] = SECOND_STEPS.find(([from]) => Math.abs(nanos) >= from) ?? [1, 'ns'];
  return `${trim(nanos / scale)} ${unit}`;
}

/** Three digits that count. */
function trim(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
