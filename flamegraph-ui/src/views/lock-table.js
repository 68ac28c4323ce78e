import { formatPercent, formatValue } from '../profile/format.js';
import { shortNameOf } from '../profile/frame-name.js';
import { lockId } from '../profile/waits.js';
import { breakable, h } from '../render/dom.js';
import { createSortedTable } from './sorted-table.js';
import { partText } from './why.js';

/** All locks with their numbers; one leads to everything that is known of it. */
export function createLockTable({ chosen, kept }) {
  let shownId = null;
  const nanos = (label, of, title) => ({
    label, title, value: of, look: 'number', cell: (lock) => formatValue(of(lock), 'nanoseconds'),
  });
  const part = (label, of) => ({
    label,
    value: ({ sum }) => (sum.totalNanos > 0 ? of(sum) / sum.totalNanos : 0),
    look: 'number',
    cell: ({ sum }) => partText(of(sum), sum.totalNanos),
  });
  const table = createSortedTable([
    {
      label: 'Lock', value: (lock) => lock.lockClass, look: 'long-name',
      cell: (lock) => h('a', { href: chosen(lock), title: lock.lockClass }, breakable(lock.lockClass || '(unnamed)')),
    },
    { label: 'Kind', value: (lock) => lock.kind.replace('_', ' '), look: 'words' },
    { label: 'Waits', value: (lock) => lock.sum.waits, look: 'number',
      cell: (lock) => lock.sum.waits.toLocaleString('en-US') },
    nanos('Total', (lock) => lock.sum.totalNanos),
    part('In GC', (sum) => sum.gcNanos),
    part('In safepoints', (sum) => sum.safepointNanos),
    nanos('Net', (lock) => lock.sum.netNanos, 'Without what was inside pauses'),
    nanos('p50', (lock) => lock.p50Nanos),
    nanos('p99', (lock) => lock.p99Nanos),
    nanos('Longest', (lock) => lock.maxNanos),
    {
      label: 'Held before by', value: (lock) => lock.owners[0]?.thread ?? '', look: 'long-name',
      cell: ({ owners }) => owners.length > 0 && [owners[0].thread,
        h('span.faint.nowrap', {}, ` ${formatPercent(100 * owners[0].share)}`)],
    },
    {
      label: 'Waits mostly in', value: (lock) => lock.frame, look: 'long-name',
      cell: ({ frame }) => h('span', { title: frame }, breakable(shortNameOf(frame))),
    },
  ], {
    by: 6,
    kept,
    rowProperties: (lock) => ({ 'aria-selected': String(lockId(lock) === shownId) }),
  });
  table.element.classList.add('rows-chosen');
  return {
    element: table.element,
    show(locks, id) {
      shownId = id;
      table.show(locks);
    },
  };
}
