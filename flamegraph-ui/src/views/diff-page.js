import { fetchDiff, fetchReleases, fetchTypes } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { decodeDiff } from '../profile/diff-profile.js';
import { formatPercent, formatPoints } from '../profile/format.js';
import { shortNameOf } from '../profile/frame-name.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { createChoice, createMatchBox, createRangeChoice, rangeOf } from './choices.js';
import { diffLens } from './diff-lens.js';
import { loadingNotice, problemNotice } from './notices.js';
import { createWorkbench } from './workbench.js';

const QUERY = ['service', 'base', 'candidate', 'type', 'match', 'from', 'to', 'value', 'baseMatch',
  'candidateMatch', 'baseFrom', 'baseTo', 'candidateFrom', 'candidateTo'];
const WIDTHS = [['', 'both'], ['base', 'base'], ['candidate', 'candidate']];
const VERDICTS = {
  PASS: 'No regression found',
  FAIL: 'Regression',
  INCONCLUSIVE: 'Not enough to tell',
};

/** Two releases: the verdict, what changed and how sure, and where in the tree. */
export function createDiffPage({ address, say }) {
  const types = createChoice('Type', (type) => change({ type, focus: null }));
  const bases = createChoice('Base', (base) => change({ base }));
  const candidates = createChoice('Candidate', (candidate) => change({ candidate }));
  const widths = createChoice('Widths', (width) => changeView({ widths: width }, false));
  const range = createRangeChoice(change);
  const match = createMatchBox(change);
  const service = h('h1');
  const notice = h('div');
  const report = h('div');
  const workbench = createWorkbench({ params, change: changeView, say, tools: [widths.element] });
  const element = h('div.page.page-full', {},
    h('div.page-head', {}, service, types.element, bases.element, candidates.element,
      range.element, match.element),
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
    diff = keepLoading((signal) => fetchDiff(query(), signal), {
      data: show,
      problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    });
    lists = keepLoading(loadLists, { data: showLists, problem() {} });
  }

  async function loadLists(signal) {
    const { service: name, from, to } = query();
    const [ofTypes, ofReleases] = await Promise.all([
      fetchTypes(name, { from, to }, signal), fetchReleases(name, { from, to }, signal)]);
    return { types: ofTypes.types, releases: ofReleases.releases };
  }

  function showLists({ types: ofTypes, releases }) {
    const named = releases.map(({ release }) => [release, release]);
    types.show(ofTypes.map(({ type }) => [type, type]), params().get('type') ?? 'cpu');
    bases.show(named, params().get('base') ?? '');
    candidates.show(named, params().get('candidate') ?? '');
  }

  function show(answer) {
    replace(notice);
    profile = decodeDiff(answer);
    replace(report, verdict(answer), findings(answer));
    workbench.element.hidden = false;
    draw();
  }

  function draw() {
    drawnWidths = params().get('widths') ?? '';
    workbench.show(diffLens(profile, drawnWidths || 'union'));
  }

  function findings({ findings: found, base, candidate }) {
    return found.length > 0 && h('table.list.findings', {},
      h('thead', {}, h('tr', {}, ['', 'Change', base.label, candidate.label, '95 % interval', 'q',
        'Agree', 'Where and what'].map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, found.map((finding) => h('tr', {},
        h('td', {}, h('span.kind', { 'data-kind': finding.kind }, finding.kind)),
        h('td.number', {}, formatPoints(finding.changePoints)),
        h('td.number', {}, formatPercent(finding.basePercent)),
        h('td.number', {}, formatPercent(finding.candidatePercent)),
        h('td.number', {},
          `${formatPoints(finding.lowPoints)} to ${formatPoints(finding.highPoints)}`),
        h('td.number', {}, finding.q < 0.0001 ? '< 0.0001' : finding.q.toFixed(4)),
        h('td.number', {}, `${finding.agree} of ${finding.of}`),
        h('td', {}, h('button.link', {
          type: 'button',
          title: `${finding.path.join('\n')}\nZoom to it`,
          onclick: () => workbench.zoomTo(finding.node),
        }, shortNameOf(finding.frame)), h('div.faint', {}, finding.sentence))))));
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

function verdict({ verdict: name, reason, mdePoints, gatePoints, base, candidate, jdk, leftOut }) {
  return h('section.verdict', { 'data-verdict': name, 'aria-label': 'Verdict' },
    h('strong', {}, `${name}: ${VERDICTS[name] ?? ''}`),
    h('p', {}, reason),
    h('p.faint', {}, [
      `${base.instances} instances of ${base.label}, ${candidate.instances} of ${candidate.label}`,
      jdk && `JDK ${jdk}`,
      `gate ${formatPoints(gatePoints).slice(1)} points`,
      Number.isFinite(mdePoints) && `smallest change that could be seen: ${mdePoints.toFixed(2)} points`,
      ...leftOut.map((left) => `not compared: ${left.base} and ${left.candidate} on JDK ${left.jdk}`),
    ].filter(Boolean).join(' · ')));
}
