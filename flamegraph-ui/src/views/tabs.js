import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { bindKeys } from '../state/keys.js';

/** What stays when a person goes to another page of the same service. */
const KEPT = ['from', 'to', 'release', 'match'];

/** @type {[string, (service: string) => string][]} */
const TABS = [
  ['Overview', (service) => `/service/${encodeURIComponent(service)}`],
  ['Flame graph', () => '/flame'],
  ['Heatmap', () => '/heatmap'],
  ['Locks', () => '/locks'],
  ['Maps', () => '/maps'],
  ['Diff', () => '/diff'],
];

/** The pages of one service, in the bar at the top; keys 1 to 6 lead there. */
export function createTabs(address) {
  const element = h('nav.tabs', { 'aria-label': 'Pages of the service' });
  bindKeys(TABS.map(([name], at) => ({
    keys: [String(at + 1)],
    does: `${name} of the service`,
    run: () => element.querySelectorAll('a')[at + 1]?.click(),
  })));

  return {
    element,
    update() {
      const { path, params } = address.read();
      const service = serviceOf(path, params);
      element.hidden = !service;
      replace(element, service && [
        h('a.tab-service', { href: tabHref(TABS[0][1](service), service, params) }, service),
        TABS.map(([name, pathOf]) => {
          const href = pathOf(service);
          return h('a', {
            href: tabHref(href, service, params),
            'aria-current': href === path ? 'page' : null,
          }, name);
        })]);
    },
  };
}

/** @returns {string} empty where no service is chosen */
function serviceOf(path, params) {
  const [, page, name] = path.split('/');
  return page === 'service' ? decodeURIComponent(name) : params.get('service') ?? '';
}

function tabHref(path, service, params) {
  const kept = Object.fromEntries(KEPT.map((name) => [name, params.get(name)]));
  const query = withParams(new URLSearchParams(),
    path.startsWith('/service/') ? kept : { service, ...kept });
  return query.size > 0 ? `${path}?${query}` : path;
}
