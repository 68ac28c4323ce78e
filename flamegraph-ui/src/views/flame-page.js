import {
  fetchFlame, fetchReleases, fetchServices, fetchTypes, flameDownload,
} from '../api/client.js';
import { downloadLink, pictureLink } from './downloads.js';
import { keepLoading } from '../api/loading.js';
import { decodeFlame, isEmpty } from '../profile/flame-profile.js';
import { lookId } from '../profile/look.js';
import { h, replace } from '../render/dom.js';
import { bindKeys } from '../state/keys.js';
import { withParams } from '../state/address.js';
import { tellAbout } from './about-profile.js';
import { createChoice, createMatchBox, createRangeChoice, rangeOf } from './choices.js';
import { showLook } from './flame-looks.js';
import { collectingNotice, loadingNotice, problemNotice } from './notices.js';
import { createLiveMark } from './live-mark.js';
import { DEFAULT_TO } from '../state/time.js';
import { createFlameInTime, singlesOfType } from './flame-in-time.js';
import { createWorkbench } from './workbench.js';

const COLLECTING_MILLIS = 1000;
const MAX_NODES = 100000;
const QUERY = ['service', 'type', 'release', 'match', 'from', 'to', 'value'];
const FORMATS = [['collapsed', 'collapsed stacks', 'txt'], ['pprof', 'pprof', 'pb.gz'],
  ['speedscope', 'speedscope', 'speedscope.json'], ['html', 'one HTML file', 'html']];

/** One flame graph: what of, the graph, and what is known to be missing from it. */
export function createFlamePage({ address, say }) {
  const services = createChoice('Service', (service) => change({ service, release: null }));
  const types = createChoice('Type', (type) => change({ type, value: null }));
  const releases = createChoice('Release', (release) => change({ release }));
  const values = createChoice('Value', (value) => change({ value }));
  const range = createRangeChoice(change);
  const match = createMatchBox(change);
  const live = createLiveMark(() => flame?.soon());
  const liveButton = h('button', {
    type: 'button',
    title: 'Follow newer data (l)',
    onclick: () => changeView({ live: isLive() ? null : 'on' }, false),
  }, 'Live');
  const unbind = bindKeys([{ keys: ['l'], does: 'Follow newer data', run: () => liveButton.click() }]);
  const exports = h('span.exports');
  const notice = h('div');
  const told = h('p.told');
  const inTime = createFlameInTime({
    params, change: changeView, show: (lens, isNewer) => workbench.show(lens, null, isNewer),
  });
  const workbench = createWorkbench({
    params, change: changeView, say, tools: [liveButton, inTime.button], hasLooks: true,
  });
  const element = h('div.page.page-full', {},
    h('div.page-head', {}, services.element, types.element, releases.element, values.element,
      range.element, match.element, h('span.spring'), exports),
    notice, h('div.told-row', {}, told, live.element), inTime.told, workbench.element);
  let asked = null;
  let profile = null;
  let drawnLook = null;
  let flame = null;
  let lists = null;

  function params() {
    return address.read().params;
  }

  /** Another profile: what was zoomed to and searched for stays. */
  function change(changes) {
    address.push('/flame', withParams(params(), changes));
  }

  /** Another view of the same profile. */
  function changeView(changes, isStep) {
    (isStep ? address.push : address.replace)('/flame', withParams(params(), changes));
  }

  /** @returns {Record<string, string|null>} */
  function query() {
    const asking = params();
    return {
      ...Object.fromEntries(QUERY.map((name) => [name, asking.get(name)])), ...rangeOf(asking),
    };
  }

  function wantsKinds() {
    return params().get('color') === 'kind';
  }

  function isLive() {
    return params().get('live') === 'on' && rangeOf(params()).to === DEFAULT_TO;
  }

  function load() {
    flame?.stop();
    lists?.stop();
    inTime.stop();
    profile = null;
    workbench.element.hidden = true;
    replace(told);
    if (!query().service) {
      replace(notice, h('div.notice', {}, 'Choose a service.'));
    } else {
      replace(notice, loadingNotice());
      flame = keepLoading(
        (signal) => fetchFlame({
          ...query(), names: 'comparable', maxNodes: MAX_NODES, kinds: wantsKinds() ? 'true' : null,
        }, signal), {
          data: show,
          problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
          againMillis: (answer) => (answer.collecting?.length > 0 ? COLLECTING_MILLIS : 0),
        });
    }
    lists = keepLoading(loadLists, { data: showLists, problem() {} });
  }

  async function loadLists(signal) {
    const { service, from, to } = query();
    const all = fetchServices({ from: 'now-24h' }, signal);
    const [known, ofTypes, ofReleases] = await Promise.all([
      all,
      service ? fetchTypes(service, { from, to }, signal) : { types: [] },
      service ? fetchReleases(service, { from, to }, signal) : { releases: [] },
    ]);
    return { known: known.services, types: ofTypes.types, releases: ofReleases.releases };
  }

  function showLists({ known, types: ofTypes, releases: ofReleases }) {
    const asking = params();
    services.show(known.map(({ service }) => [service, service]), asking.get('service') ?? '');
    types.show(ofTypes.map(({ type }) => [type, type]), asking.get('type') ?? 'cpu');
    releases.show([['', 'all'], ...ofReleases.map(({ release }) => [release, release])],
      asking.get('release') ?? '');
  }

  function show(answer) {
    if (answer.collecting?.length > 0) {
      replace(notice, collectingNotice(answer.collecting));
      return;
    }
    const isNewer = profile !== null && !isEmpty(profile);
    profile = decodeFlame(answer);
    inTime.of(profile);
    showValues(answer);
    replace(exports,
      FORMATS.map(([format, label, ending]) => downloadLink(
        flameDownload(query(), format), `${fileName()}.${ending}`, label, say)),
      pictureLink(workbench.canvas, `${fileName()}.png`));
    replace(notice, isEmpty(profile) && h('div.notice', {},
      answer.message ?? 'Nothing is stored for this selection.'));
    replace(told, tellAbout(profile), heatmapOfSingles());
    workbench.element.hidden = isEmpty(profile);
    draw(isNewer);
  }

  function draw(isNewer = false) {
    drawnLook = lookNow();
    if (inTime.isOn() && !isEmpty(profile)) {
      inTime.show(query(), isNewer);
    } else {
      inTime.stop();
      showLook(workbench, profile, params(), isNewer);
    }
  }

  function lookNow() {
    return `${lookId(params())}\r${inTime.isOn()}`;
  }

  /** Waits and samples of CPU are kept one by one, too, as far as there is room. */
  function heatmapOfSingles() {
    const { type, coveredFromMillis: from, coveredToMillis: to } = profile.about;
    const { service, release, match } = query();
    const singles = singlesOfType(type);
    return singles && from > 0 && [' · ', h('a', {
      href: `/heatmap?${withParams(new URLSearchParams(), {
        service, release, match, type: singles.name, from, to,
      })}`,
    }, `${singles.name} within their seconds`)];
  }

  function fileName() {
    return `${query().service}-${query().type ?? 'cpu'}`.replace(/[^\w.-]+/g, '_');
  }

  function showValues({ value, unit }) {
    /** @type {[string, string][]} */
    const options = unit === 'samples'
      ? [['count', 'samples']]
      : [['sum', unit === 'nanoseconds' ? 'time' : unit], ['count', 'events']];
    values.show(options, value);
  }

  return {
    element,
    get title() {
      return `${params().get('type') ?? 'cpu'} of ${params().get('service') ?? '…'}`;
    },
    update() {
      const wanted = JSON.stringify(query());
      range.show(params());
      match.show(params());
      live.follow(isLive() ? params().get('service') ?? '' : '');
      liveButton.setAttribute('aria-pressed', String(isLive()));
      inTime.update();
      liveButton.disabled = rangeOf(params()).to !== DEFAULT_TO;
      if (wanted !== asked) {
        asked = wanted;
        load();
      } else if (profile && lookNow() !== drawnLook) {
        draw();
        if (wantsKinds() && !profile.kinds) {
          flame.soon();
        }
      } else {
        workbench.update();
      }
    },
    dispose() {
      flame?.stop();
      lists?.stop();
      live.stop();
      unbind();
      inTime.dispose();
      workbench.dispose();
    },
  };
}
