import { fetchFleet } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatAge, formatPercent, formatRate, formatThreads, formatUtc } from '../profile/format.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { createRangeChoice, rangeOf } from './choices.js';
import { collectingNotice, loadingNotice, problemNotice } from './notices.js';
import { createSortedTable, keptSort } from './sorted-table.js';
import { ageElement } from './time-chart.js';
import { verdictWord, weightOf } from './why.js';

const COLLECTING_MILLIS = 1000;
const PENDING_MILLIS = 500;
/** A window: sooner there is nothing new. */
const IDLE_MILLIS = 10000;
const FROM = 'now-15m';
const RELEASES = 3;

/** All services, those that need attention first, and what is being collected right now. */
export function createFleetPage({ address }) {
  const range = createRangeChoice((changes) => address.push('/',
    withParams(address.read().params, changes)), FROM);
  const notice = h('div', {}, loadingNotice());
  const table = createSortedTable(columns(), { kept: keptSort(address, 'sort') });
  const more = h('div');
  const element = h('div.page', {},
    h('div.page-head', {}, h('h1', {}, 'Fleet'), h('span.spring'), range.element),
    notice, table.element, more);
  let asked = queryOf(address.read().params);
  /** @type {string[]} services as they stand on screen */
  let order = [];
  table.element.hidden = true;

  const loading = keepLoading(
    (signal) => fetchFleet({ ...rangeOf(address.read().params, FROM), atOnce: true }, signal), {
      data: show,
      problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
      againMillis: ({ services, collecting }) => (services.some(isPending) ? PENDING_MILLIS
        : collecting.length > 0 ? COLLECTING_MILLIS : IDLE_MILLIS),
    });

  function show({ services, collecting, leftOut }) {
    replace(notice, collecting.length > 0 && collectingNotice(collecting));
    table.element.hidden = services.length === 0;
    table.show(inPlace(services));
    replace(more,
      services.length === 0 && collecting.length === 0 && nothingYet(),
      leftOut > 0 && h('p.faint', {}, `${leftOut} services that were seen longer ago are not shown.`));
  }

  /** Rows keep their places while services are looked at, and while somebody is in the table. */
  function inPlace(services) {
    const isHeld = services.some(isPending) || table.element.matches(':hover, :focus-within');
    const placeOf = (service) => (order.includes(service) ? order.indexOf(service) : Infinity);
    const placed = isHeld && order.length > 0
      ? [...services].sort((a, b) => placeOf(a.service) - placeOf(b.service) || 0) : services;
    order = placed.map(({ service }) => service);
    return placed;
  }

  return {
    element,
    title: 'Fleet',
    update() {
      const { params } = address.read();
      range.show(params);
      if (queryOf(params) !== asked) {
        asked = queryOf(params);
        loading.now();
      } else {
        table.update();
      }
    },
    dispose: loading.stop,
  };
}

function queryOf(params) {
  return withParams(params, { sort: null }).toString();
}

/** As they come, services are by what needs attention. */
function columns() {
  return [
    { label: 'Service', value: ({ service }) => service, look: 'long-name',
      cell: ({ service }) => h('a', { href: `/service/${encodeURIComponent(service)}` }, service) },
    { label: 'Why threads did not run', value: ({ weight }) => weight, look: 'fleet-why', cell: known(verdict) },
    { label: 'CPU', title: 'Part of its machines that its JVMs used', value: ({ cpu }) => cpu,
      look: 'number', cell: known(({ cpu }) => (cpu < 0 ? '–' : bar(cpu, formatPercent(100 * cpu)))) },
    { label: 'Allocation', value: ({ allocBytesPerSecond }) => allocBytesPerSecond, look: 'number',
      cell: known(({ allocBytesPerSecond }) => formatRate(allocBytesPerSecond, 'bytes')) },
    { label: 'Waiting', title: 'Threads held up at any time, net of pauses',
      value: ({ waitingThreads }) => waitingThreads, look: 'number',
      cell: known(({ waitingThreads }) => formatThreads(waitingThreads)) },
    { label: 'Pauses', title: 'Part of the time that its JVMs stood still',
      value: ({ pausedPart }) => pausedPart, look: 'number',
      cell: known(({ pausedPart }) => formatPercent(100 * pausedPart)) },
    { label: 'Open findings', title: 'What the last releases made worse', value: ({ openFindings }) => openFindings,
      look: 'number', cell: ({ openFindings, service }) => (openFindings > 0
        ? h('a', { href: `/service/${encodeURIComponent(service)}` },
          h('span.badge', { 'data-weight': 'wrong' }, openFindings)) : '–') },
    { label: 'Releases', value: ({ releases }) => releases.at(-1) ?? '', look: 'long-name', cell: releaseCell },
    { label: 'Instances', value: ({ instances }) => instances, look: 'number' },
    { label: 'Flame graphs', value: ({ types }) => types.length, cell: ({ service, types }) => types.map(
      (type) => [h('a.chip', { href: `/flame?${new URLSearchParams({ service, type })}` }, type), ' ']) },
    { label: 'Last seen', value: ({ lastSeenMillis }) => lastSeenMillis,
      cell: ({ lastSeenMillis }) => ageElement(lastSeenMillis) },
  ];
}

/** Not looked at yet by the collector, which does it now. */
function isPending({ asOfMillis }) {
  return asOfMillis === 0;
}

function known(cell) {
  return (row) => (isPending(row) ? h('span.faint', { title: 'Being looked at' }, '…') : cell(row));
}

function verdict({ verdict: name, sentence, asOfMillis }) {
  const age = `looked at ${formatAge(Date.now() - asOfMillis)}, ${formatUtc(asOfMillis)}`;
  return [h('span.badge', { 'data-weight': weightOf(name), title: age }, verdictWord(name)),
    name !== 'nothing' && h('span.fleet-sentence.faint', { title: sentence }, ` ${sentence}`)];
}

function releaseCell({ service, releases, types }) {
  const [base, candidate] = releases.slice(-2);
  const type = types.includes('cpu') ? 'cpu' : types[0];
  return [releases.slice(-RELEASES).join(', '), releases.length > 1 && [' ', h('a', {
    href: `/diff?${new URLSearchParams({ service, base, candidate, type })}`,
    title: `Compare ${base} with ${candidate}`,
  }, 'compare')]];
}

function bar(part, text) {
  return [h('meter.short', { min: 0, max: 1, value: part, 'aria-label': text }), ` ${text}`];
}

function nothingYet() {
  return h('div.notice', {},
    h('strong', {}, 'Nothing is stored yet, and no daemon has reported a JVM.'),
    h('p', {}, 'On the machine where your JVM runs: ', h('code', {}, './pitot up --pid PID'),
      ', or a daemon that ships here: ', h('code', {}, './pitot daemon'), '.'),
    h('p.faint', {}, h('code', {}, './pitot jvms'),
      ' lists the JVMs of a machine and what would keep Pitot from recording them.'));
}
