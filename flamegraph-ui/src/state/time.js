/** Times as the API takes them: `now-1h`, RFC 3339, or unix s, ms, us, ns by magnitude. */

const UNITS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
const MAGNITUDES = [[1e17, 1e-6], [1e14, 1e-3], [1e11, 1], [0, 1e3]];

/** @returns {number} ms since the epoch; NaN when the text is no time */
export function parseTime(text, nowMillis = Date.now()) {
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(text);
  if (relative) {
    return relative[1] ? nowMillis - Number(relative[1]) * UNITS[relative[2]] : nowMillis;
  }
  if (/^\d{9,19}$/.test(text)) {
    const value = Number(text);
    return value * MAGNITUDES.find(([from]) => value >= from)[1];
  }
  return Date.parse(text);
}

/** Ranges to choose from. @type {[string, string][]} */
export const RANGES = [
  ['now-5m', 'last 5 min'],
  ['now-15m', 'last 15 min'],
  ['now-1h', 'last hour'],
  ['now-6h', 'last 6 hours'],
  ['now-24h', 'last 24 hours'],
  ['now-7d', 'last 7 days'],
];
export const DEFAULT_FROM = 'now-1h';
export const DEFAULT_TO = 'now';

/** Seconds between the points of a time line with about `points` of them; windows are 10 s. */
export function stepFor(fromMillis, toMillis, points) {
  const steps = [10, 20, 30, 60, 120, 300, 600, 1800, 3600, 10800, 21600, 86400];
  const wanted = (toMillis - fromMillis) / 1000 / points;
  return steps.find((step) => step >= wanted) ?? steps[steps.length - 1];
}
