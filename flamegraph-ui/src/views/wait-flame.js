import { fetchHolders, fetchWaits } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { decodeFlame } from '../profile/flame-profile.js';
import { formatValue } from '../profile/format.js';
import { columnsOfStacks } from '../profile/stack-tree.js';
import { partsWithin } from '../profile/waits.js';
import { h, replace } from '../render/dom.js';
import { flameLens } from './flame-lens.js';
import { loadingNotice, problemNotice } from './notices.js';
import { timeElement } from './time-chart.js';
import { createWorkbench } from './workbench.js';

const WAITS = 5000;
const WINDOW_MILLIS = 10000;
/** A wait is stored with the window in which it ended, which may be after the range. */
const AFTER_MILLIS = 60000;

/** The flame graph of those who waited in a selected stretch of time, or of those who held the locks. */
export function createWaitFlame({ params, change, say }) {
  const notice = h('div');
  const told = h('p.told');
  const choice = h('span.two-ways');
  const workbench = createWorkbench({ params, change, say });
  const element = h('section.wait-flame', { hidden: true, 'aria-label': 'The selected stretch' },
    h('div.page-head', {}, h('h2', {}, 'Selected'), choice, h('span.spring'), h('button.small', {
      type: 'button', onclick: () => change({ sel: null, focus: null, q: null }, true),
    }, 'Close')),
    notice, told, workbench.element);
  let loading = null;
  let shown = null;

  function show(asking, selection) {
    const isOfOwners = params().get('of') === 'owners';
    const wanted = selection && JSON.stringify([asking, selection, isOfOwners]);
    element.hidden = !selection;
    if (wanted === shown) {
      if (selection) {
        workbench.update();
      }
      return;
    }
    shown = wanted;
    loading?.stop();
    if (selection) {
      start(asking, selection, isOfOwners);
    }
  }

  function start(asking, selection, isOfOwners) {
    const query = {
      ...asking,
      from: Math.floor(selection.from / WINDOW_MILLIS) * WINDOW_MILLIS,
      to: selection.to + (isOfOwners ? WINDOW_MILLIS : AFTER_MILLIS),
      limit: WAITS,
    };
    replace(choice, button('', 'Waiters', isOfOwners), button('owners', 'Owners', !isOfOwners));
    replace(notice, loadingNotice());
    replace(told);
    workbench.element.hidden = true;
    loading = keepLoading((signal) => (isOfOwners ? fetchHolders : fetchWaits)(query, signal), {
      data: (answer) => draw(answer, selection, isOfOwners),
      problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    });
  }

  function button(of, text, isOther) {
    return h('button.small', {
      type: 'button', 'aria-pressed': String(!isOther), onclick: () => change({ of, focus: null }, true),
    }, text);
  }

  function draw(answer, selection, isOfOwners) {
    const entries = isOfOwners ? ofLooks(answer.looks, selection) : partsWithin(answer.waits, selection);
    const profile = decodeFlame({
      service: '', type: 'lock', unit: 'nanoseconds', value: 'sum', tree: columnsOfStacks(entries),
    });
    replace(notice);
    replace(told,
      timeElement(selection.from), ' – ', timeElement(selection.to), ' · ',
      h('strong', {}, formatValue(profile.total[0], 'nanoseconds')), ' ',
      isOfOwners
        ? `that threads had waited at ${entries.length} looks of the agents, by what the owner of the `
          + 'lock was doing then. From LockHolder events: waits of 10 ms and more, at most four looks a second.'
        : `of ${entries.length} kept waits that lie in it, and only what lies in it.`,
      isOfOwners && entries.length === 0 && ' No agent told of an owner here.',
      answer.leftOut + answer.beyondLimit > 0 && h('span.warn', {},
        `${(answer.leftOut + answer.beyondLimit).toLocaleString('en-US')} are left out`));
    workbench.element.hidden = entries.length === 0;
    workbench.show(flameLens(profile));
  }

  return {
    element,
    show,
    dispose() {
      loading?.stop();
      workbench.dispose();
    },
  };
}

function ofLooks(looks, { from, to }) {
  return looks.filter(({ atMillis }) => atMillis >= from && atMillis <= to)
    .map(({ stack, waitNanos, mapClass, lockClass }) => ({
      stack: [...stack.map((frame) => frame.replace(/\(.*/, '')), mapClass || lockClass],
      value: waitNanos,
    }));
}
