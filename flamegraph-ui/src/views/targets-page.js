import { fetchStatus, fetchTargets } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatCount, formatDuration, formatValue } from '../profile/format.js';
import { h, replace } from '../render/dom.js';
import { loadingNotice, problemNotice } from './notices.js';
import { useColumns } from './daemon-use.js';
import { createSortedTable, keptSort } from './sorted-table.js';
import { createTargetRequests } from './target-requests.js';
import { ageElement, timeElement } from './time-chart.js';

const AGAIN_MILLIS = 2000;
const WINDOW_MILLIS = 10000;
/** A window comes some seconds after its end; what is later lags. */
const LATE_MILLIS = 15000;
const ORDER = ['refused', 'attaching', 'discovered', 'recording', 'gone'];

/** The nodes and JVMs that the daemons know: what is recorded, what is not and why, what got lost. */
export function createTargetsPage({ address, say }) {
  const notice = h('div', {}, loadingNotice());
  const collector = h('div');
  const nodes = createSortedTable(nodeColumns(), { by: 0, kept: keptSort(address, 'nodes') });
  const requests = createTargetRequests(say, () => told && show(told));
  const list = createSortedTable(targetColumns(requests), { kept: keptSort(address, 'sort') });
  const body = h('div', { hidden: true },
    h('h2', {}, 'Nodes'), nodes.element, h('h2', {}, 'JVMs'), list.element);
  const element = h('div.page', {}, h('div.page-head', {}, h('h1', {}, 'Nodes and targets')), notice,
    body, collector);
  /** What stands in an open row must not close when the page looks again. */
  let drawn = '';
  /** @type {{targets: object[], daemons: object[], status: object|null}|null} */
  let told = null;

  const loading = keepLoading(load, {
    data: show,
    problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    againMillis: () => AGAIN_MILLIS,
  });

  async function load(signal) {
    const [{ targets, daemons }, status] = await Promise.all([
      fetchTargets(signal), fetchStatus(signal).catch(() => null)]);
    return { targets, daemons, status };
  }

  function show(answer) {
    told = answer;
    const { targets, daemons, status } = answer;
    replace(notice, targets.length === 0 && h('div.notice', {},
      h('strong', {}, 'No daemon has reported a JVM.'),
      h('p', {}, 'Start one with ', h('code', {}, './pitot daemon'), '.')));
    body.hidden = targets.length === 0;
    const isInUse = list.element.querySelector('details[open]') !== null;
    const wanted = JSON.stringify(targets.map(({ id, state }) => [id, state]))
      + requests.state(targets);
    if (!isInUse || wanted !== drawn) {
      drawn = wanted;
      nodes.show(nodesOf(targets, daemons));
      list.show([...targets].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)
        || a.service.localeCompare(b.service) || a.instance.localeCompare(b.instance)));
    }
    replace(collector, status && tellCollector(status));
  }

  return {
    element,
    title: 'Targets',
    update() {
      nodes.update();
      list.update();
    },
    dispose: loading.stop,
  };
}

function nodesOf(targets, daemons) {
  const byNode = new Map();
  for (const target of targets) {
    byNode.set(target.node, [...byNode.get(target.node) ?? [], target]);
  }
  return [...byNode].map(([node, own]) => ({
    node,
    states: ORDER.map((state) => [state, own.filter((target) => target.state === state).length])
      .filter(([, count]) => count > 0),
    services: [...new Set(own.map(({ service }) => service))].sort(),
    windows: own.reduce((sum, { windows }) => sum + windows, 0),
    lagMillis: Math.max(...own.map(lagOf)),
    use: daemons.find((daemon) => daemon.node === node),
  }));
}

function nodeColumns() {
  return [
    { label: 'Node', value: ({ node }) => node, look: 'long-name' },
    { label: 'JVMs', value: ({ states }) => states.reduce((sum, [, count]) => sum + count, 0),
      cell: ({ states }) => states.map(([state, count]) => [
        h('span.state', { 'data-state': state }, `${count} ${state}`), '  ']) },
    { label: 'Services', value: ({ services }) => services.join(', '), look: 'long-name' },
    { label: 'Windows', title: 'Windows of 10 s that its daemon handed on', value: ({ windows }) => windows, look: 'number' },
    lagColumn(({ lagMillis }) => lagMillis),
    ...useColumns(),
  ];
}

function targetColumns(requests) {
  return [
    { label: 'Service', value: ({ service }) => service, look: 'long-name', cell: ({ service }) => h('a', {
      href: `/service/${encodeURIComponent(service)}` }, service) },
    { label: 'Release', value: ({ release }) => release, look: 'long-name' },
    { label: 'Instance', value: ({ instance }) => instance, look: 'long-name' },
    { label: 'Node', value: ({ node }) => node, look: 'long-name' },
    { label: 'Pid', value: ({ pid }) => pid, look: 'number' },
    { label: 'JDK', value: ({ jdk }) => Number(jdk), look: 'number', cell: ({ jdk }) => jdk },
    { label: 'State', value: ({ state }) => state,
      cell: ({ state }) => h('span.state', { 'data-state': state }, state) },
    { label: 'Since', value: ({ sinceMillis }) => sinceMillis,
      cell: ({ sinceMillis }) => ageElement(sinceMillis) },
    { label: 'Windows', value: ({ windows }) => windows, look: 'number' },
    lagColumn(lagOf),
    { label: 'What to know', value: ({ reason }) => reason, look: 'long-text',
      cell: (target) => [target.reason, target.remedy && h('div.faint', {}, target.remedy),
        requests.tell(target), target.state === 'recording' && requests.controls(target)] },
  ];
}

function lagColumn(of) {
  return {
    label: 'Lag',
    title: 'How late the window is that is being collected',
    value: of,
    look: 'number',
    cell: (row) => (of(row) < 0 ? '–' : of(row) > LATE_MILLIS
      ? h('span.warn', {}, formatDuration(of(row))) : 'none'),
  };
}

/** The window that is being collected should end in the future; -1 where none is. */
function lagOf({ state, windowEndMillis }) {
  return state === 'recording' && windowEndMillis > 0
    ? Math.max(0, Date.now() - windowEndMillis) : -1;
}

function tellCollector({ version, startedMillis, batchesAccepted, batchesRefused, entries, losses,
  services, series, storeBytes }) {
  const refused = Object.entries(batchesRefused);
  const lost = Object.entries(losses);
  return [
    h('h2', {}, 'Collector'),
    h('p.told', {}, [
      `version ${version}`, `${formatCount(batchesAccepted)} batches with ${formatCount(entries)} rows accepted`,
      `${services} services, ${series} series`, `${formatValue(storeBytes, 'bytes')} stored`,
    ].join(' · '), ' · since ', timeElement(startedMillis)),
    refused.length > 0 && h('p', {}, refused.map(([reason, count]) => [
      h('span.warn', {}, `${count} batches refused: ${reason.replaceAll('_', ' ')}`), ' '])),
    h('p', {}, lost.length > 0
      ? lost.map(([reason, count]) => [
        h('span.warn', {}, `lost: ${count} (${reason.replaceAll('_', ' ')})`), ' '])
      : h('span.faint', {}, 'No daemon has told of a loss since then.')),
    h('p.faint', {}, `A window is ${WINDOW_MILLIS / 1000} s of one JVM. What daemons do is told by each of them, too: `,
      h('code', {}, 'pitot daemon --status'), '. What recording costs within the JVMs is measured by ',
      h('code', {}, 'benchmarks/run overhead'), '.'),
  ];
}
