import { fetchSamples, fetchWaits } from '../api/client.js';
import { formatCount, formatThreads, formatValue } from '../profile/format.js';
import { heatOfEvents, heatOfMoments } from '../profile/heat.js';
import { samplesWithin } from '../profile/samples.js';
import { partsWithin } from '../profile/waits.js';

/**
 * Events that are kept one by one, with their moments: what a heatmap within seconds and the order of
 * time are made of.
 *
 * @typedef {object} SingleEvents
 * @property {string} name as a type of the heatmap
 * @property {string} called a few of them
 * @property {(query: object, signal?: AbortSignal) => Promise<object>} fetch
 * @property {(answer: object) => object[]} of the answer
 * @property {(events: object[], fromMillis: number, toMillis: number) => import('../profile/heat.js').Heat} heat
 * @property {(value: number) => string} format of a cell
 * @property {string} means what is stronger in the heatmap
 * @property {(events: object[], stretch: {from: number, to: number}) => import('../profile/waits.js').Part[]} within
 * @property {{type: string, unit: string, value: string}} about their flame graph
 */

/** @type {SingleEvents} */
export const SINGLE_WAITS = {
  name: 'single waits',
  called: 'kept waits',
  fetch: fetchWaits,
  of: ({ waits }) => waits,
  heat: heatOfEvents,
  format: formatThreads,
  means: 'stronger where more threads waited',
  within: partsWithin,
  about: { type: 'lock', unit: 'nanoseconds', value: 'sum' },
};

/** @type {SingleEvents} */
export const SINGLE_SAMPLES = {
  name: 'single samples',
  called: 'kept samples of CPU',
  fetch: (query, signal) => fetchSamples({ ...query, type: 'cpu' }, signal),
  of: ({ samples }) => samples,
  heat: heatOfMoments,
  format: (value) => formatValue(value, 'samples'),
  means: 'stronger where more threads were seen on a CPU',
  within: samplesWithin,
  about: { type: 'cpu', unit: 'samples', value: 'count' },
};

export const SINGLES = [SINGLE_SAMPLES, SINGLE_WAITS];

/** @returns {SingleEvents|undefined} */
export function singlesOf(type) {
  return SINGLES.find(({ name }) => name === type);
}

/** How many there are, and how many there are not. */
export function leftOutOf({ leftOut, beyondLimit }) {
  return leftOut + beyondLimit > 0 ? `${formatCount(leftOut + beyondLimit)} more are in the sums alone` : '';
}
