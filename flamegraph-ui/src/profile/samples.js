/**
 * What single samples of CPU tell together.
 *
 * @typedef {object} Sample as `/samples` tells it
 * @property {string} instance
 * @property {string} thread
 * @property {number} atMicros
 * @property {string[]} stack
 */

/** An agent looks at who holds a lock four times a second at most. */
const LOOK_MICROS = 250000;

/** @returns {import('./waits.js').Part[]} one for each sample in a stretch of time */
export function samplesWithin(samples, { from, to }) {
  return samples.filter(({ atMicros }) => atMicros >= from * 1000 && atMicros <= to * 1000)
    .map(({ stack, thread, atMicros }) => ({ stack, thread, startMicros: atMicros, value: 1 }));
}

/**
 * Samples of threads while they held what others waited for: from the waits whose owner JFR names, and
 * around the moments at which an agent saw one.
 *
 * @param {Sample[]} samples
 * @param {import('./waits.js').Wait[]} waits
 * @param {{instance: string, thread: string, atMillis: number}[]} looks
 * @returns {import('./waits.js').Part[]}
 */
export function samplesOfOwners(samples, waits, looks, stretch) {
  const held = new Map();
  const hold = (instance, thread, fromMicros, toMicros) => {
    const id = `${instance} ${thread}`;
    held.set(id, [...held.get(id) ?? [], [fromMicros, toMicros]]);
  };
  for (const { instance, owner, startMicros, durationNanos } of waits) {
    if (owner !== '') {
      hold(instance, owner, startMicros, startMicros + durationNanos / 1000);
    }
  }
  for (const { instance, thread, atMillis } of looks) {
    hold(instance, thread, atMillis * 1000 - LOOK_MICROS / 2, atMillis * 1000 + LOOK_MICROS / 2);
  }
  const isHeld = ({ instance, thread, atMicros }) => (held.get(`${instance} ${thread}`) ?? [])
    .some(([from, to]) => atMicros >= from && atMicros <= to);
  return samplesWithin(samples.filter(isHeld), stretch);
}
