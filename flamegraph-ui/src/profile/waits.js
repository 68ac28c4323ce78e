/**
 * What single waits tell together.
 *
 * @typedef {object} Wait as `/waits` tells it
 * @property {string} instance
 * @property {string} kind
 * @property {string} lockClass
 * @property {number} startMicros
 * @property {number} durationNanos
 * @property {number} gcNanos
 * @property {number} safepointNanos
 * @property {string} thread
 * @property {string} owner
 * @property {string[]} stack
 */

const LONGEST_CHAIN = 10;
/** Chains are looked for from so many of the longest waits: more than a page asks for. */
const CHAINS = 20000;

const TYPES = {
  monitor: 'lock', class_loading: 'lock', pin: '', map_resize: 'map_resize', map_bin: 'map_contention',
  map_help: 'map_contention', map_compute: 'map_contention', gc_stall: '', sleep: '', object_wait: '',
};

/** @param {string} kind @returns {string} the profile type of such waits; empty for none */
export function typeOfWait(kind) {
  return TYPES[kind] ?? 'park';
}

/** @returns {string} what tells a class of locks from others */
export function lockId({ kind, lockClass }) {
  return `${kind} ${lockClass}`;
}

function endMicros(wait) {
  return wait.startMicros + wait.durationNanos / 1000;
}

/** @returns {Map<string, Wait[]>} by lock; each in the order of its input */
export function waitsByLock(waits) {
  return grouped(waits, lockId);
}

/**
 * The threads that waited, those that waited longest first; each one's waits by time.
 *
 * @returns {{instance: string, thread: string, waits: Wait[], nanos: number}[]}
 */
export function waitsByThread(waits) {
  return [...grouped(waits, threadId)].map(([, own]) => ({
    instance: own[0].instance,
    thread: own[0].thread,
    waits: own.sort((a, b) => a.startMicros - b.startMicros),
    nanos: own.reduce((sum, wait) => sum + wait.durationNanos, 0),
  })).sort((a, b) => b.nanos - a.nanos);
}

/**
 * The pauses that lie in waits of their JVM, with these and how much of them each took; those that took
 * most first.
 *
 * @param {{instance: string, startMicros: number, durationNanos: number}[]} pauses
 * @param {Wait[]} waits
 */
export function pausesInside(pauses, waits) {
  const byInstance = grouped(waits, ({ instance }) => instance);
  byInstance.forEach((own, instance) => {
    own.sort((a, b) => a.startMicros - b.startMicros);
    let latest = 0;
    const latestEnd = Float64Array.from(own, (wait) => (latest = Math.max(latest, endMicros(wait))));
    byInstance.set(instance, { own, latestEnd });
  });
  return pauses.map((pause) => {
    const touched = touchedBy(pause, byInstance.get(pause.instance));
    return { pause, waits: touched, nanos: touched.reduce((sum, { nanos }) => sum + nanos, 0) };
  }).filter(({ nanos }) => nanos > 0).sort((a, b) => b.nanos - a.nanos);
}

/** Backwards from the last wait that began before its end, as long as one of the earlier ones may reach it. */
function touchedBy({ startMicros: from, durationNanos }, ofInstance) {
  const { own, latestEnd } = ofInstance ?? { own: [], latestEnd: [] };
  const to = from + durationNanos / 1000;
  const touched = [];
  for (let at = firstFrom(own, to) - 1; at >= 0 && latestEnd[at] > from; at--) {
    const nanos = 1000 * (Math.min(to, endMicros(own[at])) - Math.max(from, own[at].startMicros));
    if (nanos > 0) {
      touched.push({ wait: own[at], nanos });
    }
  }
  return touched.reverse();
}

/** The first of waits in the order of their starts that starts at a moment or after it. */
function firstFrom(own, micros) {
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (own[middle].startMicros < micros) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/**
 * Stacks of the waits that lie in a stretch of time, with the nanoseconds that lie in it.
 *
 * @typedef {object} Part
 * @property {string[]} stack
 * @property {number} value
 * @property {string} thread
 * @property {number} startMicros
 *
 * @returns {Part[]}
 */
export function partsWithin(waits, { from, to }) {
  return waits.map((wait) => partOf(wait, from * 1000, to * 1000)).filter(({ value }) => value > 0);
}

/**
 * What owners themselves waited for while others waited for them, in a stretch of time: parts of the
 * owners' own waits, once for each that waited.
 *
 * @returns {Part[]}
 */
export function waitsOfOwners(waits, { from, to }) {
  const byThread = grouped(waits, threadId);
  return waits.filter(({ owner }) => owner !== '').flatMap((wait) => {
    const start = Math.max(from * 1000, wait.startMicros);
    const end = Math.min(to * 1000, endMicros(wait));
    return (byThread.get(`${wait.instance} ${wait.owner}`) ?? [])
      .map((own) => partOf(own, start, end)).filter(({ value }) => value > 0);
  });
}

function partOf(wait, fromMicros, toMicros) {
  const startMicros = Math.max(fromMicros, wait.startMicros);
  return {
    stack: wait.stack,
    thread: wait.thread,
    startMicros,
    value: Math.round(1000 * (Math.min(toMicros, endMicros(wait)) - startMicros)),
  };
}

/**
 * Chains of owners who themselves waited: a thread waits for a lock whose owner waited, at the same
 * time, for another one. Chains through the same locks are one convoy.
 *
 * @param {Wait[]} waits
 * @returns {{locks: string[], chain: Wait[], isCycle: boolean, waits: number, nanos: number}[]} by
 *     falling time; `chain` is that of the longest wait, its first element waited for all the others
 */
export function convoysOf(waits) {
  const byThread = grouped(waits, threadId);
  byThread.forEach((own) => own.sort((a, b) => a.startMicros - b.startMicros));
  const convoys = new Map();
  for (const wait of longest(waits)) {
    const { chain, isCycle } = chainFrom(wait, byThread);
    if (chain.length > 1) {
      const locks = chain.map(({ lockClass }) => lockClass);
      const id = locks.join('\n') + isCycle;
      const known = convoys.get(id);
      const isLonger = !known || wait.durationNanos > known.chain[0].durationNanos;
      convoys.set(id, {
        locks,
        isCycle,
        chain: isLonger ? chain : known.chain,
        waits: (known?.waits ?? 0) + 1,
        nanos: (known?.nanos ?? 0) + wait.durationNanos,
      });
    }
  }
  return [...convoys.values()].sort((a, b) => b.nanos - a.nanos);
}

function longest(waits) {
  return waits.length <= CHAINS ? waits
    : [...waits].sort((a, b) => b.durationNanos - a.durationNanos).slice(0, CHAINS);
}

function chainFrom(first, byThread) {
  const chain = [first];
  const seen = new Set([threadId(first)]);
  let at = first;
  while (chain.length < LONGEST_CHAIN && at.owner !== '') {
    const id = `${at.instance} ${at.owner}`;
    if (seen.has(id)) {
      return { chain, isCycle: true };
    }
    const blocked = waitDuring(byThread.get(id) ?? [], at);
    if (!blocked) {
      break;
    }
    chain.push(blocked);
    seen.add(id);
    at = blocked;
  }
  return { chain, isCycle: false };
}

/** A thread's wait for another lock at the same time; it waits for one after the other. */
function waitDuring(own, { startMicros, durationNanos, lockClass }) {
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endMicros(own[middle]) > startMicros) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  const until = startMicros + durationNanos / 1000;
  while (low < own.length && own[low].startMicros < until && own[low].lockClass === lockClass) {
    low++;
  }
  return low < own.length && own[low].startMicros < until ? own[low] : null;
}

function threadId({ instance, thread }) {
  return `${instance} ${thread}`;
}

function grouped(waits, idOf) {
  const groups = new Map();
  for (const wait of waits) {
    const id = idOf(wait);
    const group = groups.get(id);
    if (group) {
      group.push(wait);
    } else {
      groups.set(id, [wait]);
    }
  }
  return groups;
}
