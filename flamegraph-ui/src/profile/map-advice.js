/**
 * What is wrong with a map, and what a person can do about it. The gravest comes first: wrong
 * answers before slow ones.
 *
 * @typedef {object} Advice
 * @property {string} kind a word or two
 * @property {'wrong'|'slow'} weight
 * @property {string} todo
 */

const COLLIDING_CHAIN = 16;
const MANY_RESIZES = 20;
const HOT_SHARE = 0.3;
const NOTICEABLE_NANOS = 1e7;

/** @returns {Advice[]} of one map as `/maps` tells it */
export function adviceFor(map) {
  return [
    map.races.length > 0 && wrong('race',
      `Two threads were inside at the same moment: ${shortClass(map.mapClass)} is not made for that. `
      + 'Entries get lost, and a thread may never come out. Guard every access with one lock, or use '
      + 'a ConcurrentHashMap.'),
    map.checkThenActs.length > 0 && wrong('lost update',
      'Between the look and the put another thread put the same key: its update is lost. Use one '
      + 'atomic operation: merge, compute, computeIfAbsent, putIfAbsent.'),
    map.failFasts.length > 0 && wrong('changed while iterated',
      'It was changed while a thread iterated over it. Iterate over a copy, guard both with one '
      + 'lock, or use a ConcurrentHashMap, whose iterators go on.'),
    map.treeBins > 0 && map.longestChain >= COLLIDING_CHAIN && slow('collisions',
      `Many keys share a bin. Spread the hash code of ${map.keyClass || 'the keys'}.`),
    map.growth.toSize > 0 && slow('only grows',
      'It has only grown while it was watched. Remove what nobody asks for any more, or bound it.'),
    map.resizes >= MANY_RESIZES && slow('resizes',
      'It is resized again and again. Make it large enough from the beginning.'),
    map.waits.netNanos + map.shortNanos > NOTICEABLE_NANOS && slow('contention', contention(map)),
  ].filter(Boolean);
}

function contention({ mapClass, history }) {
  const total = history.bins.reduce((sum, bin) => sum + bin.nanos, 0);
  const hottest = history.bins[0];
  if (hottest?.bin >= 0 && total > 0 && hottest.nanos / total >= HOT_SHARE) {
    return `Bin ${hottest.bin} has ${Math.round((100 * hottest.nanos) / total)} % of the waiting in `
      + 'the hottest bins: one key, or few, that everybody writes. Keep slow functions out of '
      + 'compute, and count in a LongAdder that stays in the map.';
  }
  return /ConcurrentHashMap$/.test(mapClass)
    ? 'Threads wait for its bins. Keep slow functions out of compute, and do less at each update.'
    : 'Threads wait for it. A ConcurrentHashMap locks a bin instead of the whole map.';
}

export function shortClass(name) {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** @returns {Advice} */
function wrong(kind, todo) {
  return { kind, weight: 'wrong', todo };
}

/** @returns {Advice} */
function slow(kind, todo) {
  return { kind, weight: 'slow', todo };
}
