import { fetchDiff, fetchReleases, fetchTypes } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { decodeDiff } from '../profile/diff-profile.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { createChoice, createMatchBox, createRangeChoice, rangeOf } from './choices.js';
import { diffLens } from './diff-lens.js';
import { tellFindings, tellVerdict } from './diff-report.js';
import { loadingNotice, problemNotice } from './notices.js';
import { createSideChoice, isOfTimes } from './side-choice.js';
import { createWorkbench } from './workbench.js';

const QUERY = ['service', 'base', 'candidate', 'type', 'match', 'from', 'to', 'value', 'baseMatch',
  'candidateMatch', 'baseFrom', 'baseTo', 'candidateFrom', 'candidateTo', 'requests'];
/** What selects two sides; without any of them the last two releases are compared. */
const SIDES = ['base', 'candidate', 'baseMatch', 'candidateMatch', 'baseFrom', 'candidateFrom'];
/** Not stored as a profile: the differ makes it from pauses. */
const PAUSES = 'gc_pause';
const REQUESTS = 'requests';
/** @type {[string, string][]} */
const WIDTHS = [['', 'both'], ['base', 'base'], ['candidate', 'candidate']];

/** Two releases, or two ranges of time: the verdict, what changed and how sure, and where in the tree. */
export function createDiffPage({ address, say }) {
  const types = createChoice('Type', (type) => change({ type, focus: null }));
  const bases = createChoice('Base release', (base) => change({ base }));
  const candidates = createChoice('Candidate release', (candidate) => change({ candidate }));
  const costs = createChoice('Cost', (requests) => change({ requests }));
  const widths = createChoice('Widths', (width) => changeView({ widths: width }, false));
  const range = createRangeChoice(change);
  const sides = createSideChoice(change);
  const match = createMatchBox(change);
  const service = h('h1');
  const notice = h('div');
  const report = h('div');
  const workbench = createWorkbench({ params, change: changeView, say, tools: [widths.element] });
  const element = h('div.page.page-full', {},
    h('div.page-head', {}, service, types.element, sides.elements, bases.element, candidates.element,
      costs.element, range.element, match.element),
    notice, report, workbench.element);
  let asked = null;
  let drawnWidths = null;
  let profile = null;
  let diff = null;
  let lists = null;

  function params() {
    return address.read().params;
  }

  function change(changes) {
    address.push('/diff', withParams(params(), changes));
  }

  function changeView(changes, isStep) {
    (isStep ? address.push : address.replace)('/diff', withParams(params(), changes));
  }

  /** @returns {Record<string, string|null>} */
  function query() {
    const asking = params();
    return {
      ...Object.fromEntries(QUERY.map((name) => [name, asking.get(name)])), ...rangeOf(asking),
    };
  }

  function load() {
    diff?.stop();
    lists?.stop();
    profile = null;
    workbench.element.hidden = true;
    replace(report);
    replace(notice, loadingNotice());
    lists = keepLoading(loadLists, { data: showLists, problem() {} });
    if (!SIDES.some((name) => params().has(name))) {
      return;
    }
    diff = keepLoading((signal) => fetchDiff(query(), signal), {
      data: show,
      problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    });
  }

  async function loadLists(signal) {
    const { service: name, from, to } = query();
    const [ofTypes, ofReleases] = await Promise.all([
      fetchTypes(name, { from, to }, signal), fetchReleases(name, { from, to }, signal)]);
    return { types: ofTypes.types, releases: ofReleases.releases };
  }

  function showLists({ types: ofTypes, releases }) {
    const named = releases.map(({ release }) => [release, release]);
    if (!SIDES.some((name) => params().has(name))) {
      compareTheLast(releases);
      return;
    }
    const names = ofTypes.map(({ type }) => type).filter((type) => type !== REQUESTS);
    types.show([...names, PAUSES].map((type) => [type, type]), params().get('type') ?? 'cpu');
    costs.element.hidden = !params().get('requests') && names.length === ofTypes.length;
    costs.show([['', 'by request'], ['none', 'by share']], params().get('requests') ?? '');
    const ofSide = isOfTimes(params()) ? [['', 'all'], ...named] : named;
    bases.show(ofSide, params().get('base') ?? '');
    candidates.show(ofSide, params().get('candidate') ?? '');
  }

  function compareTheLast(releases) {
    const [base, candidate] = releases.slice(-2);
    if (candidate) {
      address.replace('/diff', withParams(params(), { base: base.release, candidate: candidate.release }));
    } else {
      replace(notice, h('div.notice', {}, 'There are no two releases in this range. Choose a longer one, or '
        + 'compare two ranges of time: choose them above, or ', h('a', {
        href: `/heatmap?${withParams(new URLSearchParams(), { service: query().service })}`,
      }, 'in the heatmap'), '.'));
    }
  }

  function show(answer) {
    replace(notice);
    profile = decodeDiff(answer);
    replace(report, tellVerdict(answer), tellFindings(answer, workbench.zoomTo));
    workbench.element.hidden = false;
    draw();
  }

  function draw() {
    drawnWidths = params().get('widths') ?? '';
    workbench.show(diffLens(profile, drawnWidths || 'union'));
  }

  return {
    element,
    get title() {
      const { service: name, base, candidate } = query();
      return `${name ?? '…'}: ${base ?? 'base'} and ${candidate ?? 'candidate'}`;
    },
    update() {
      const wanted = JSON.stringify(query());
      service.textContent = query().service ?? '';
      range.show(params());
      range.element.hidden = isOfTimes(params());
      sides.show(params());
      match.show(params());
      widths.show(WIDTHS, params().get('widths') ?? '');
      if (wanted !== asked) {
        asked = wanted;
        load();
      } else if (profile && (params().get('widths') ?? '') !== drawnWidths) {
        draw();
      } else if (profile) {
        workbench.update();
      }
    },
    dispose() {
      diff?.stop();
      lists?.stop();
      workbench.dispose();
    },
  };
}
