import { formatValue } from '../profile/format.js';
import { shortNameOf } from '../profile/frame-name.js';
import { shortClass } from '../profile/map-advice.js';
import { convoysOf } from '../profile/waits.js';
import { h } from '../render/dom.js';
import { timeElement } from './time-chart.js';

const SHOWN = 8;
const LASTING_MILLIS = 3000;

/** Chains of owners who themselves waited. */
export function convoyList(waits) {
  const convoys = convoysOf(waits);
  return convoys.length > 0 && [
    h('h2', {}, 'Convoys: owners who themselves waited'),
    h('ul.convoys', {}, convoys.slice(0, SHOWN).map(({ chain, isCycle, waits: count, nanos }) => h('li', {},
      isCycle && [h('span.badge', { 'data-weight': 'wrong' }, 'circle'), ' '],
      chain.map((wait, at) => [
        at > 0 && h('span.faint', {}, ' who waited for '),
        h('span', {}, at === 0 && [h('strong', {}, wait.thread), ' waited for '],
          h('strong', { title: wait.lockClass }, shortClass(wait.lockClass)),
          wait.owner && [' held by ', h('strong', {}, wait.owner)])]),
      h('span.faint', {}, ` · ${count} ${count === 1 ? 'wait' : 'waits'} like this, `
        + `${formatValue(nanos, 'nanoseconds')}`)))),
  ];
}

/** What agents saw last: JFR tells of a wait when it is over, and not before. */
export function lastingWaits(looks, coveredToMillis) {
  const last = new Map();
  for (const look of looks) {
    if (look.atMillis >= coveredToMillis - LASTING_MILLIS) {
      last.set(`${look.instance} ${look.lockClass} ${look.lockId}`, look);
    }
  }
  return last.size > 0 && [
    h('h2', {}, 'Waits that still last'),
    h('p.faint', {}, 'As the agents saw them at the end of what is here. JFR itself tells of a wait when it is over.'),
    h('ul.convoys', {}, [...last.values()].sort((a, b) => b.waitNanos - a.waitNanos).slice(0, SHOWN)
      .map((look) => h('li', {},
        h('strong', {}, `${look.waiters} ${look.waiters === 1 ? 'thread' : 'threads'}`), ' for ',
        h('strong', { title: look.lockClass }, shortClass(look.mapClass || look.lockClass)),
        `, one of them ${formatValue(look.longestWaitNanos, 'nanoseconds')}; held by `,
        h('strong', {}, look.thread), ` in ${shortNameOf(applicationFrame(look.stack))}`,
        h('span.faint', {}, ' · ', look.instance, ' · ', timeElement(look.atMillis))))),
  ];
}

function applicationFrame(stack) {
  return stack.findLast((frame) => !/^(java|javax|jdk|sun)\./.test(frame)) ?? stack.at(-1) ?? 'unknown code';
}
