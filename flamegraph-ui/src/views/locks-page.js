import {
  fetchHolders, fetchLocks, fetchPauses, fetchWaits, fetchWhy,
} from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatCount, formatValue } from '../profile/format.js';
import { lockId, waitsByLock, waitsByThread } from '../profile/waits.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { DEFAULT_TO } from '../state/time.js';
import { createMatchBox, createRangeChoice, rangeOf } from './choices.js';
import { convoyList, lastingWaits } from './convoys.js';
import { lockDetail } from './lock-detail.js';
import { createLiveMark } from './live-mark.js';
import { createLockLanes } from './lock-lanes.js';
import { createLockTable } from './lock-table.js';
import { loadingNotice, lossNotice, problemNotice } from './notices.js';
import { selectionOf, stepOf } from './selection.js';
import { keptSort } from './sorted-table.js';
import { createWaitFlame } from './wait-flame.js';
import { partText, tellWhy } from './why.js';

const AGAIN_MILLIS = 10000;
const POINTS = 200;
const LANES = 12;
const PAUSES = 2000;
const WAITS = 20000;
/** Up to so many single waits are asked for each time that something came, more now and then. */
const FEW = 2000;
/** The class of the lock at the end, and who waits for it. */
const FRAMES = 2;
const LOOKS = 500;

/** What changes the view and not what is asked for. */
const VIEW = ['lock', 'open', 'sel', 'of', 'q', 'focus', 'layout', 'order', 'table', 'lanes', 'sort', 'frames', 'seen'];

const NO_SINGLES = { waits: { waits: [], leftOut: 0, beyondLimit: 0 }, holders: { looks: [] }, ofLock: null };

/** One service's waits: why threads did not run, lanes of locks under bands of pauses, a table. */
export function createLocksPage({ address, say }) {
  const range = createRangeChoice(change);
  const match = createMatchBox(change);
  const live = createLiveMark(() => {
    loading.soon();
    if (singles.waits.waits.length < FEW) {
      loadingSingles?.soon();
    }
  });
  const heading = h('h1');
  const notice = h('div', {}, loadingNotice());
  const above = h('div');
  const below = h('div');
  const lanes = createLockLanes({
    selected: (from, to) => changeView({ sel: `${from}-${to}` }),
    toggled: (lock) => changeView({ open: toggled(lockId(lock)) }),
    moved: (seen) => changeView({ seen: seen && `${seen.from}-${seen.to}` }, false),
  });
  const flame = createWaitFlame({ params, change: changeView, say });
  const lockTable = createLockTable({
    chosen: (lock) => `/locks?${withParams(params(), { lock: lockId(lock) })}`,
    kept: keptSort(address, 'sort'),
  });
  const element = h('div.page', {},
    h('div.page-head', {}, heading, live.element, h('span.spring'), match.element, range.element),
    notice, above, lanes.element, flame.element, below);
  let asked = queryOf(params());
  let data = null;
  /** Single waits are asked for when the lanes are there: lanes do not wait for them. */
  let singles = NO_SINGLES;
  let loadingSingles = null;
  let isLeft = false;
  lanes.element.hidden = true;
  const problem = (failure, retryMillis) => replace(notice, problemNotice(failure, retryMillis));
  const loading = keepLoading(load, { data: show, problem, againMillis: () => AGAIN_MILLIS });

  function params() {
    return address.read().params;
  }

  function change(changes) {
    address.push('/locks', withParams(params(), { ...changes, sel: null, seen: null }));
  }

  function changeView(changes, isStep = true) {
    (isStep ? address.push : address.replace)('/locks', withParams(params(), changes));
  }

  function toggled(id) {
    const open = openIds();
    return (open.includes(id) ? open.filter((other) => other !== id) : [...open, id]).join('|');
  }

  function openIds() {
    return (params().get('open') ?? '').split('|').filter(Boolean);
  }

  async function load(signal) {
    const asking = selectionOf(params());
    const [why, locks, pauses] = await Promise.all([
      fetchWhy(asking, signal),
      fetchLocks({ ...asking, stepSeconds: stepOf(asking, POINTS) }, signal),
      fetchPauses({ ...asking, limit: PAUSES }, signal),
    ]);
    return { why, locks, pauses };
  }

  async function loadSingles(signal) {
    const asking = selectionOf(params());
    const lock = params().get('lock');
    const [kind, ...lockClass] = (lock ?? '').split(' ');
    const [waits, holders] = await Promise.all([
      fetchWaits({ ...asking, limit: WAITS, frames: FRAMES }, signal),
      fetchHolders({ ...asking, limit: LOOKS }, signal),
    ]);
    // Beyond the longest of all there may be more of the one that is looked at.
    const ofLock = lock && waits.beyondLimit > 0 && await fetchWaits({
      ...asking, kind, lockClass: lockClass.join(' '), limit: WAITS, frames: FRAMES,
    }, signal);
    return { waits, holders, ofLock: ofLock && { ...ofLock, lock } };
  }

  function show(loaded) {
    data = loaded;
    const { why, locks, pauses } = data;
    replace(notice, lossNotice(locks.losses));
    replace(above, tellWhy(why), told(locks, pauses));
    draw();
    // The lanes are on screen before the page asks for what may be large.
    requestAnimationFrame(() => setTimeout(followSingles));
  }

  function followSingles() {
    if (!isLeft) {
      loadingSingles ??= keepLoading(loadSingles, {
        data(found) {
          singles = found;
          draw();
        },
        problem,
        againMillis: () => AGAIN_MILLIS,
      });
    }
  }

  /** What the address says of the view. */
  function draw() {
    const { locks, pauses } = data;
    const byLock = waitsByLock(singles.waits.waits);
    const open = openIds();
    lanes.element.hidden = locks.locks.length === 0;
    if (locks.locks.length > 0) {
      lanes.show({
        answer: locks,
        locks: locks.locks.slice(0, Number(params().get('lanes') ?? LANES)),
        pauses: pauses.pauses,
        threadsOf: (lock) => (open.includes(lockId(lock))
          ? waitsByThread(byLock.get(lockId(lock)) ?? []) : null),
        selection: stretch('sel'),
        seen: stretch('seen'),
      });
    }
    flame.show(selectionOf(params()), stretch('sel'));
    const drawn = [data, singles];
    // The lanes are on screen before the page looks for convoys.
    requestAnimationFrame(() => setTimeout(
      () => drawn[0] === data && drawn[1] === singles && drawBelow(byLock)));
  }

  function drawBelow(byLock) {
    const { locks, pauses } = data;
    const { waits, holders } = singles;
    if (locks.locks.length > 0) {
      lockTable.show(locks.locks, params().get('lock'));
    }
    const chosen = locks.locks.find((lock) => lockId(lock) === params().get('lock'));
    replace(below,
      locks.locks.length === 0 && h('div.notice', {}, 'No thread waited for 1 ms and more in this range.'),
      moreLanes(locks.locks.length),
      lastingWaits(holders.looks, locks.coveredToMillis),
      locks.locks.length > 0 && lockTable.element,
      chosen && lockDetail(chosen, keptOf(lockId(chosen), byLock), pauses.pauses, locks.holders,
        selectionOf(params())),
      convoyList(waits.waits),
      tellKept(waits));
  }

  /** The kept waits of a lock. */
  function keptOf(id, byLock) {
    const { ofLock, waits } = singles;
    return ofLock?.lock === id ? ofLock : { waits: byLock.get(id) ?? [], beyondLimit: waits.beyondLimit };
  }

  function moreLanes(count) {
    const shown = Number(params().get('lanes') ?? LANES);
    return count > shown && h('p', {}, h('button.link', {
      type: 'button', onclick: () => changeView({ lanes: count }),
    }, `Lanes of all ${count} locks`));
  }

  function stretch(name) {
    const [from, to] = (params().get(name) ?? '').split('-').map(Number);
    return to > from ? { from, to } : null;
  }

  function told({ instances, windows, total, locksLeftOut }, pauses) {
    return h('p.told', {},
      h('strong', {}, `${formatValue(total.totalNanos, 'nanoseconds')} held up`),
      ` in ${total.waits.toLocaleString('en-US')} waits, `,
      h('strong', {}, partText(total.gcNanos, total.totalNanos)), ' of it inside GC pauses, ',
      h('strong', {}, partText(total.safepointNanos, total.totalNanos)),
      ` inside other safepoints · ${instances} ${instances === 1 ? 'instance' : 'instances'}, ${windows} windows · JVMs stood still for `,
      partText(pauses.totalNanos, pauses.watchedNanos), ' of the time · ',
      'waits below 1 ms are not recorded',
      locksLeftOut > 0 && ` · ${locksLeftOut} more locks are not shown`);
  }

  return {
    element,
    get title() {
      return `Locks of ${params().get('service') ?? '…'}`;
    },
    update() {
      heading.textContent = `Locks of ${params().get('service') ?? 'no service'}`;
      range.show(params());
      match.show(params());
      live.follow(rangeOf(params()).to === DEFAULT_TO ? params().get('service') ?? '' : '');
      if (queryOf(params()) !== asked) {
        asked = queryOf(params());
        singles = NO_SINGLES;
        loading.now();
        loadingSingles?.now();
      } else if (data) {
        draw();
        const lock = params().get('lock');
        if (lock && singles.waits.beyondLimit > 0 && singles.ofLock?.lock !== lock) {
          loadingSingles?.soon();
        }
      }
    },
    dispose() {
      isLeft = true;
      live.stop();
      loading.stop();
      loadingSingles?.stop();
      lanes.dispose();
      flame.dispose();
    },
  };
}

function queryOf(params) {
  return withParams(params, Object.fromEntries(VIEW.map((name) => [name, null]))).toString();
}

/** What threads and chains are made of. */
function tellKept({ waits, leftOut, beyondLimit }) {
  return h('p.faint', {}, [
    `Threads, chains and pauses inside waits are from ${beyondLimit > 0
      ? `the ${formatCount(waits.length)} longest of ${formatCount(waits.length + beyondLimit)}`
      : `all ${formatCount(waits.length)}`} waits that were kept one by one`,
    leftOut > 0 && `; ${formatCount(leftOut)} more are in the sums alone`,
  ].filter(Boolean).join(''), '.');
}
