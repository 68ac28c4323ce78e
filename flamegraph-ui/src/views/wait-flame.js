import { fetchHolders, fetchSamples, fetchWaits } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatValue } from '../profile/format.js';
import { samplesOfOwners } from '../profile/samples.js';
import { partsWithin, waitsOfOwners } from '../profile/waits.js';
import { h, replace } from '../render/dom.js';
import { flameLens } from './flame-lens.js';
import { loadingNotice, problemNotice } from './notices.js';
import { leftOutOf, SINGLE_SAMPLES, SINGLE_WAITS } from './single-events.js';
import { timeElement } from './time-chart.js';
import { createTimeOrder } from './time-order.js';
import { createWorkbench } from './workbench.js';

const WAITS = 5000;
const SAMPLES = 20000;
const WINDOW_MILLIS = 10000;
/** A wait is stored with the window in which it ended, which may be after the range. */
const AFTER_MILLIS = 60000;

/** Whose flame graph: `of` in the address, and what it is called. */
const WHOSE = [['', 'Waiters'], ['owners', 'Owners'], ['cpu', 'Owners on CPU'],
  ['chain', 'Owners’ own waits']];

/** The flame graph of those who waited in a selected stretch of time, or of those who held the locks. */
export function createWaitFlame({ params, change, say }) {
  const notice = h('div');
  const told = h('p.told');
  const choice = h('span.two-ways');
  const order = createTimeOrder({ params, change, isShown: () => !element.hidden });
  const workbench = createWorkbench({ params, change, say, tools: [order.button] });
  const element = h('section.wait-flame', { hidden: true, 'aria-label': 'The selected stretch' },
    h('div.page-head', {}, h('h2', {}, 'Selected'), choice, h('span.spring'), h('button.small', {
      type: 'button', onclick: () => change({ sel: null, focus: null, q: null }, true),
    }, 'Close')),
    notice, told, workbench.element);
  let loading = null;
  let shown = null;
  let drawnInTime = false;
  let drawAgain = () => {};

  function show(asking, selection) {
    const of = params().get('of') ?? '';
    const wanted = selection && JSON.stringify([asking, selection, of]);
    element.hidden = !selection;
    if (wanted === shown) {
      if (selection) {
        (drawnInTime === order.isOn() ? workbench.update : drawAgain)();
      }
      return;
    }
    shown = wanted;
    loading?.stop();
    if (selection) {
      start(asking, selection, of);
    }
  }

  function start(asking, selection, of) {
    const from = Math.floor(selection.from / WINDOW_MILLIS) * WINDOW_MILLIS;
    const of10s = { ...asking, from, to: selection.to + WINDOW_MILLIS };
    const load = {
      owners: (signal) => fetchHolders({ ...of10s, limit: WAITS }, signal),
      cpu: async (signal) => {
        const [{ waits }, { looks }, samples] = await Promise.all([
          fetchWaits({ ...asking, from, to: selection.to + AFTER_MILLIS, limit: WAITS }, signal),
          fetchHolders({ ...of10s, limit: WAITS }, signal),
          fetchSamples({ ...of10s, type: 'cpu', limit: SAMPLES }, signal),
        ]);
        return { ...samples, waits, looks };
      },
    }[of] ?? ((signal) => fetchWaits({ ...asking, from, to: selection.to + AFTER_MILLIS, limit: WAITS }, signal));
    drawAgain = () => {};
    replace(choice, WHOSE.map(([whose, text]) => button(whose, text, whose === of)));
    replace(notice, loadingNotice());
    replace(told);
    workbench.element.hidden = true;
    loading = keepLoading(load, {
      data(answer) {
        drawAgain = () => draw(answer, selection, of);
        drawAgain();
      },
      problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    });
  }

  function button(of, text, isPressed) {
    return h('button.small', {
      type: 'button', 'aria-pressed': String(isPressed), onclick: () => change({ of, focus: null }, true),
    }, text);
  }

  function draw(answer, selection, of) {
    const parts = partsOf(answer, selection, of);
    const { about } = of === 'cpu' ? SINGLE_SAMPLES : SINGLE_WAITS;
    const profile = order.profileOf(parts, about);
    drawnInTime = order.isOn();
    replace(notice);
    replace(told,
      timeElement(selection.from), ' – ', timeElement(selection.to), ' · ',
      h('strong', {}, formatValue(profile.total[0], about.unit)), ` ${tell(of, parts.length)}`,
      leftOutOf(answer) && [' ', h('span.warn', {}, leftOutOf(answer))]);
    workbench.element.hidden = parts.length === 0;
    workbench.show(flameLens(profile));
  }

  return {
    element,
    show,
    dispose() {
      loading?.stop();
      order.dispose();
      workbench.dispose();
    },
  };
}

function partsOf(answer, selection, of) {
  if (of === 'owners') {
    return ofLooks(answer.looks, selection);
  }
  return of === 'cpu' ? samplesOfOwners(answer.samples, answer.waits, answer.looks, selection)
    : (of === 'chain' ? waitsOfOwners : partsWithin)(answer.waits, selection);
}

/** Where it is from, and what it cannot tell. */
function tell(of, count) {
  if (of === 'owners') {
    return `that threads had waited at ${count} looks of the agents, by what the owner of the lock was doing `
      + 'then. From LockHolder events: waits of 10 ms and more, at most four looks a second.'
      + (count === 0 ? ' No agent told of an owner here.' : '');
  }
  if (of === 'cpu') {
    return 'of owners on a CPU while others waited for them. From the owners’ own samples, as far as they are '
      + 'kept one by one (at most 100 in 10 s of a JVM); owners as JFR names them (monitors, the owner before) '
      + 'and as agents saw them.'
      + (count === 0 ? ' None here: the owners waited or slept themselves, or no owner is known.' : '');
  }
  if (of === 'chain') {
    return 'that threads waited while the owner of their lock waited itself, by where it waited. From the '
      + `kept waits of the owners that JFR names (monitors, the owner before): ${count} `
      + `${count === 1 ? 'overlap' : 'overlaps'}.`
      + (count === 0 ? ' No owner waited itself here, as far as waits were kept.' : '');
  }
  return `of ${count} kept waits that lie in it, and only what lies in it.`;
}

function ofLooks(looks, { from, to }) {
  return looks.filter(({ atMillis }) => atMillis >= from && atMillis <= to)
    .map(({ stack, waitNanos, mapClass, lockClass, thread, atMillis }) => ({
      thread,
      startMicros: atMillis * 1000,
      stack: [...stack.map((frame) => frame.replace(/\(.*/, '')), mapClass || lockClass],
      value: waitNanos,
    }));
}
