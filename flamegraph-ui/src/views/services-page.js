import { fetchServices } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatAge } from '../profile/format.js';
import { h, replace } from '../render/dom.js';
import { collectingNotice, loadingNotice, problemNotice } from './notices.js';

const COLLECTING_MILLIS = 1000;
const IDLE_MILLIS = 5000;

/** All services, and what is being collected right now. */
export function createServicesPage() {
  const notice = h('div', {}, loadingNotice());
  const list = h('div');
  const element = h('div.page', {}, h('h1', {}, 'Services'), notice, list);

  const loading = keepLoading((signal) => fetchServices({ from: 'now-24h' }, signal), {
    data: show,
    problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    againMillis: (answer) => (answer.collecting.length > 0 ? COLLECTING_MILLIS : IDLE_MILLIS),
  });

  function show({ services, collecting }) {
    replace(notice, collecting.length > 0 && collectingNotice(collecting));
    replace(list, services.length > 0
      ? table(services)
      : collecting.length === 0 && nothingYet());
  }

  return { element, title: 'Services', update() {}, dispose: loading.stop };
}

function table(services) {
  const now = Date.now();
  return h('table.list', {},
    h('thead', {}, h('tr', {}, ['Service', 'Releases', 'Flame graphs', 'Instances', 'Last seen', '']
      .map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, services.map((service) => h('tr', {},
      h('th', { scope: 'row' }, h('a', { href: `/service/${encodeURIComponent(service.service)}` },
        service.service)),
      h('td', {}, service.releases.join(', ')),
      h('td', {}, service.types.map((type) => [
        h('a.chip', { href: flameHref(service.service, type) }, type), ' '])),
      h('td.number', {}, service.instances),
      h('td', {}, formatAge(now - service.lastSeenMillis)),
      h('td', {}, service.releases.length > 1 && h('a', { href: diffHref(service) },
        'Compare releases'))))));
}

function nothingYet() {
  return h('div.notice', {},
    h('strong', {}, 'Nothing is stored yet, and no daemon has reported a JVM.'),
    h('p', {}, 'On the machine where your JVM runs: ', h('code', {}, './pitot up --pid PID'),
      ', or a daemon that ships here: ', h('code', {}, './pitot daemon'), '.'),
    h('p.faint', {}, h('code', {}, './pitot jvms'),
      ' lists the JVMs of a machine and what would keep Pitot from recording them.'));
}

function flameHref(service, type) {
  return `/flame?${new URLSearchParams({ service, type })}`;
}

function diffHref({ service, releases, types }) {
  const [base, candidate] = releases.slice(-2);
  const type = types.includes('cpu') ? 'cpu' : types[0];
  return `/diff?${new URLSearchParams({ service, base, candidate, type })}`;
}
