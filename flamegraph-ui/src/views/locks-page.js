import {
  fetchHolders, fetchLocks, fetchPauses, fetchWaits, fetchWhy,
} from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatValue } from '../profile/format.js';
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
const WAITS = 1000;
const LOOKS = 500;

/** What changes the view and not what is asked for. */
const VIEW = ['lock', 'open', 'sel', 'of', 'q', 'focus', 'layout', 'order', 'table', 'lanes', 'sort', 'frames', 'seen'];

const NO_SINGLES = { waits: { waits: [], leftOut: 0, beyondLimit: 0 }, holders: { looks: [] } };

/** One service's waits: why threads did not run, lanes of locks under bands of pauses, a table. */
export function createLocksPage({ address, say }) {
  const range = createRangeChoice(change);
  const match = createMatchBox(change);
  const live = createLiveMark(() => {
    loading.soon();
    loadingSingles?.soon();
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
    const [waits, holders] = await Promise.all([
      fetchWaits({ ...asking, limit: WAITS }, signal),
      fetchHolders({ ...asking, limit: LOOKS }, signal),
    ]);
    return { waits, holders };
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
      chosen && lockDetail(chosen, byLock.get(lockId(chosen)) ?? [], pauses.pauses, locks.holders,
        selectionOf(params())),
      convoyList(waits.waits),
      h('p.faint', {}, `Of single waits the ${waits.waits.length} longest are here`,
        waits.leftOut + waits.beyondLimit > 0
          && `; ${(waits.leftOut + waits.beyondLimit).toLocaleString('en-US')} more are in the sums alone`, '.'));
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
