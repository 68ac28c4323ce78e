import { fetchTargets } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatAge } from '../profile/format.js';
import { h, replace } from '../render/dom.js';
import { loadingNotice, problemNotice } from './notices.js';

const AGAIN_MILLIS = 2000;

/** The JVMs that the daemons know, and why one is not recorded. */
export function createTargetsPage() {
  const notice = h('div', {}, loadingNotice());
  const list = h('div');
  const element = h('div.page', {}, h('h1', {}, 'Targets'), notice, list);

  const loading = keepLoading(fetchTargets, {
    data({ targets }) {
      replace(notice, targets.length === 0 && h('div.notice', {},
        h('strong', {}, 'No daemon has reported a JVM.'),
        h('p', {}, 'Start one with ', h('code', {}, './pitot daemon'), '.')));
      replace(list, targets.length > 0 && table(targets));
    },
    problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    againMillis: () => AGAIN_MILLIS,
  });

  return { element, title: 'Targets', update() {}, dispose: loading.stop };
}

function table(targets) {
  const now = Date.now();
  const columns = ['Service', 'Release', 'Instance', 'Node', 'Pid', 'JDK', 'State', 'Since',
    'Windows', 'What to know'];
  return h('table.list', {},
    h('thead', {}, h('tr', {}, columns.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, targets.map((target) => h('tr', {},
      h('th', { scope: 'row' }, target.service),
      h('td', {}, target.release),
      h('td', {}, target.instance),
      h('td', {}, target.node),
      h('td.number', {}, target.pid),
      h('td.number', {}, target.jdk),
      h('td', {}, h('span.state', { 'data-state': target.state }, target.state)),
      h('td', {}, formatAge(now - target.sinceMillis)),
      h('td.number', {}, target.windows),
      h('td', {}, target.reason, target.remedy && h('div.faint', {}, target.remedy))))));
}
