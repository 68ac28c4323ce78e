import { pathAddress } from '../state/address.js';
import { listenToKeys } from '../state/keys.js';
import { restoreTheme } from '../render/theme.js';
import { createDiffPage } from './diff-page.js';
import { createFleetPage } from './fleet-page.js';
import { createFlamePage } from './flame-page.js';
import { createHeatmapPage } from './heatmap-page.js';
import { createLocksPage } from './locks-page.js';
import { createMapsPage } from './maps-page.js';
import { createServicePage } from './service-page.js';
import { createShell } from './shell.js';
import { createTargetsPage } from './targets-page.js';

/**
 * The entry: the address chooses the page.
 *
 * @typedef {object} Site what every page is given
 * @property {import('../state/address.js').Address} address
 * @property {(text: string) => void} say a passing message
 *
 * @typedef {object} Page
 * @property {Element} element
 * @property {string} title
 * @property {() => void} update the query of the address has changed
 * @property {() => void} dispose
 */

/** @type {[RegExp, (site: Site) => Page][]} */
const PAGES = [
  [/^\/$/, createFleetPage],
  [/^\/service\/[^/]+$/, createServicePage],
  [/^\/flame$/, createFlamePage],
  [/^\/diff$/, createDiffPage],
  [/^\/heatmap$/, createHeatmapPage],
  [/^\/locks$/, createLocksPage],
  [/^\/maps$/, createMapsPage],
  [/^\/targets$/, createTargetsPage],
];

restoreTheme();
listenToKeys();
const address = pathAddress();
const shell = createShell(address);
document.body.append(shell.element);

let shownPath = null;
/** @type {Page|null} */
let page = null;

function route() {
  const { path } = address.read();
  if (path !== shownPath) {
    page?.dispose();
    const [, create] = PAGES.find(([pattern]) => pattern.test(path)) ?? PAGES[0];
    page = create({ address, say: shell.say });
    shownPath = path;
    shell.show(page.element);
  }
  page.update();
  document.title = `${page.title} · Pitot`;
  shell.update();
}

/** Links within the site change the page without loading the document again. */
document.addEventListener('click', (event) => {
  /** @type {HTMLAnchorElement|null} */
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  const isPlain = event.button === 0
    && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || link.hasAttribute('download') || link.target) {
    return;
  }
  const url = new URL(link.href);
  if (url.origin === location.origin && PAGES.some(([pattern]) => pattern.test(url.pathname))) {
    event.preventDefault();
    address.push(url.pathname, url.searchParams);
  }
});

address.onChange(route);
route();
