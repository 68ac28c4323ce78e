import { formatPercent, formatValue } from '../profile/format.js';
import { h } from '../render/dom.js';

const LIMITS = {
  cpu: (limit) => `${limit} of a core`,
  heap: (limit) => `${formatPercent(100 * limit)} of its largest heap`,
  spool: (limit) => formatValue(limit, 'bytes'),
  network: (limit) => `${formatValue(limit, 'bytes')}/s`,
};
/** A daemon that shares its process with others cannot be told apart, and has no budget there. */
const ENDLESS = 1e18;

/** What the profiler itself costs on a node, and how much of its budgets that is. */
export function useColumns() {
  return [
    {
      label: 'Daemon’s cost',
      title: 'CPU time of the daemon in each second, and its resident memory',
      value: ({ use }) => cpuOf(use),
      look: 'number',
      cell: ({ use }) => [cpuOf(use) < 0 ? '–' : `${(1000 * cpuOf(use)).toFixed(1)} ms/s`,
        use?.residentBytes > 0 && h('span.faint', {}, ` ${formatValue(use.residentBytes, 'bytes')}`)],
    },
    {
      label: 'Of its budgets',
      title: 'How much was used within the last ten seconds',
      value: ({ use }) => Math.max(0, ...budgetsOf(use).map(({ usedPart }) => usedPart)),
      cell: ({ use }) => [budgetsOf(use).map(budget), use?.leftOut && h('div', {}, h('span.warn', {}, use.leftOut))],
    },
  ];
}

function budget({ name, usedPart, limit }) {
  return [h(usedPart > 1 ? 'span.warn' : 'span.chip', { title: `of ${LIMITS[name]?.(limit) ?? limit}` },
    `${name} ${Math.round(100 * usedPart)} %`), ' '];
}

function budgetsOf(use) {
  return (use?.budgets ?? []).filter(({ limit }) => limit < ENDLESS);
}

/** Cores; -1 where nobody tells. */
function cpuOf(use) {
  const cpu = budgetsOf(use).find(({ name }) => name === 'cpu');
  return cpu ? cpu.usedPart * cpu.limit : -1;
}
