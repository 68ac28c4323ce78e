import { h, replace, s } from '../render/dom.js';
import { switchTheme } from '../render/theme.js';
import { bindKeys, boundKeys } from '../state/keys.js';
import { createTabs } from './tabs.js';

/** Charts hear these themselves, when they have the focus. */
const KEYS_OF_CHARTS = [
  { keys: ['Tab'], does: 'To the next chart' },
  { keys: ['←', '→'], does: 'On a chart: move a cursor' },
  { keys: ['Shift ←', 'Shift →'], does: 'On a chart: stretch a range' },
  { keys: ['↑', '↓'], does: 'On lanes: the next lane; in that of a thread ← and → go from wait to wait' },
  { keys: ['Enter'], does: 'On a chart: take the range' },
];
const SAID_MILLIS = 4000;

const PAGES = [['/', 'Fleet', 'F'], ['/targets', 'Targets', 'T']];

/** What stands around every page: the bar at the top, passing messages, the list of keys. */
export function createShell(address, pages = PAGES) {
  const main = h('main');
  const said = h('div.said', { role: 'status', 'aria-live': 'polite', hidden: true });
  const keys = h('dialog.keys', { 'aria-label': 'Keys' });
  const links = pages.map(([href, text]) => h('a', { href }, text));
  const tabs = pages.length > 0 ? createTabs(address) : null;
  const brand = [logo(), 'Pitot'];
  const element = h('div.shell', {},
    h('header.top', {},
      links.length > 0 ? h('a.brand', { href: '/' }, brand) : h('span.brand', {}, brand),
      h('nav', { 'aria-label': 'Pages' }, links),
      tabs?.element,
      h('span.spring'),
      h('button.small', { type: 'button', title: 'What the keys do (?)', onclick: openKeys }, '?'),
      h('button.small', {
        type: 'button', title: 'Dark or light', 'aria-label': 'Dark or light', onclick: switchTheme,
      }, '◐')),
    main, said, keys);
  let timer = 0;

  bindKeys([
    { keys: ['?'], does: 'This list', run: openKeys },
    ...pages.map(([, text, key], at) => ({ keys: [key], does: text, run: () => links[at].click() })),
    { keys: ['D'], does: 'Dark or light', run: switchTheme },
  ]);

  function openKeys() {
    replace(keys,
      h('h2', {}, 'Keys'),
      h('table', {}, h('tbody', {}, [
        ...boundKeys(), ...main.querySelector('.brushable') ? KEYS_OF_CHARTS : [],
      ].map(({ keys: pressed, does }) => h('tr', {},
        h('td', {}, pressed.map((key) => [h('kbd', {}, key.replace('Control', 'Ctrl')), ' '])),
        h('td', {}, does))))),
      h('form', { method: 'dialog' }, h('button', {}, 'Close')));
    keys.showModal();
  }

  return {
    element,
    show: (page) => main.replaceChildren(page),
    update() {
      const { path } = address.read();
      for (const link of links) {
        if (link.getAttribute('href') === path) {
          link.setAttribute('aria-current', 'page');
        } else {
          link.removeAttribute('aria-current');
        }
      }
      tabs?.update();
    },
    say(text) {
      said.textContent = text;
      said.hidden = false;
      clearTimeout(timer);
      timer = setTimeout(() => {
        said.hidden = true;
      }, SAID_MILLIS);
    },
  };
}

/** A pitot tube: it points into the stream and is always on. */
function logo() {
  return s('svg', { viewBox: '0 0 32 32', width: 20, height: 20, 'aria-hidden': 'true', class: 'logo' },
    s('path', { d: 'M4 10h17a6 6 0 0 1 6 6v12', class: 'logo-tube' }),
    s('path', { d: 'M4 19h9M4 26h14', class: 'logo-stream' }));
}
