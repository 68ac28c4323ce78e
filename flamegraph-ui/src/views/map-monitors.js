import { formatValue } from '../profile/format.js';
import { shortNameOf } from '../profile/frame-name.js';
import { breakable, h } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { listTable } from './list-table.js';
import { partText } from './why.js';

const MAP = /^java\.util\.(Hashtable|Properties|Collections\$Synchronized|concurrent\.ConcurrentHashMap|WeakHashMap|HashMap|LinkedHashMap|TreeMap)/;

/**
 * Waits on the monitors of maps, which JFR tells without any agent: `synchronizedMap`, `Hashtable`,
 * bins of a ConcurrentHashMap.
 *
 * @param {object[]} locks of `/locks`
 * @param {object[]} holders of `/locks`
 * @param {URLSearchParams} params of the page
 */
export function monitorsOfMaps(locks, holders, params) {
  const ofMaps = locks.filter(({ lockClass }) => MAP.test(lockClass));
  const columns = ['Monitor', 'Waits', 'Total', 'In pauses', 'Net of pauses', 'p99', 'Longest',
    'Waits mostly in', 'Held by'];
  return ofMaps.length > 0 && [
    h('h2', {}, 'Monitors of maps'),
    h('p.faint', {}, 'From JFR alone; waits below 1 ms are not recorded.'),
    listTable(columns, ofMaps.map((lock) => row(lock, holders, params))),
  ];
}

function row({ lockClass, sum, p99Nanos, maxNanos, frame, owners }, holders, params) {
  const held = holders.find((holder) => holder.lockClass === lockClass);
  const nanos = (value) => h('td.number', {}, formatValue(value, 'nanoseconds'));
  return [
    h('th.long-name', { scope: 'row' }, h('a', {
      href: `/flame?${withParams(params, { type: 'lock', map: null, q: `^${escape(lockClass)}$` })}`,
    }, breakable(lockClass))),
    h('td.number', {}, sum.waits.toLocaleString('en-US')),
    nanos(sum.totalNanos),
    h('td.number', {}, partText(sum.gcNanos + sum.safepointNanos, sum.totalNanos)),
    nanos(sum.netNanos), nanos(p99Nanos), nanos(maxNanos),
    h('td.long-name', {}, shortNameOf(frame)),
    h('td.long-name', {}, held
      ? [held.thread, h('div.faint', {}, shortNameOf(held.frame))]
      : owners[0]?.thread ?? '–'),
  ];
}

function escape(name) {
  return name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
