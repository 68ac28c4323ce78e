import { parseTime, stepFor } from '../state/time.js';
import { rangeOf } from './choices.js';

/** What an address asks of a service's page: service, release, match and range. */
export function selectionOf(params) {
  return {
    service: params.get('service'),
    release: params.get('release'),
    match: params.get('match'),
    ...rangeOf(params),
  };
}

/** Seconds between the points of lines over the asked range. */
export function stepOf({ from, to }, points) {
  return stepFor(parseTime(from), parseTime(to), points);
}
