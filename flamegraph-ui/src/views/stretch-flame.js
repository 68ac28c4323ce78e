import { fetchDiff, fetchFlame } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { decodeDiff } from '../profile/diff-profile.js';
import { decodeFlame, isEmpty } from '../profile/flame-profile.js';
import { diffColumnsOfStacks } from '../profile/stack-tree.js';
import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { tellAbout } from './about-profile.js';
import { diffLens } from './diff-lens.js';
import { tellFindings, tellVerdict } from './diff-report.js';
import { flameLens } from './flame-lens.js';
import { loadingNotice, problemNotice } from './notices.js';
import { timeElement } from './time-chart.js';
import { createTimeOrder } from './time-order.js';
import { createWorkbench } from './workbench.js';

const MAX_NODES = 50000;

/** The flame graph of a stretch of time; with a second one, what is different in that. */
export function createStretchFlame({ params, change, say }) {
  const notice = h('div');
  const told = h('div');
  const title = h('h2');
  const links = h('span');
  const order = createTimeOrder({
    params, change, isShown: () => !element.hidden && !order.button.hidden,
  });
  const workbench = createWorkbench({ params, change, say, tools: [order.button] });
  const element = h('section.wait-flame', { hidden: true, 'aria-label': 'The chosen stretch' },
    h('div.page-head', {}, title, links, h('span.spring'), h('button.small', {
      type: 'button', onclick: () => change({ a: null, b: null, focus: null }, true),
    }, 'Choose anew')),
    notice, told, workbench.element);
  let loading = null;
  let shown = '';

  /**
   * @param {object} asking service, release and match
   * @param {string} type
   * @param {{events: object[], are: import('./single-events.js').SingleEvents}|null} singles where
   *     these are looked at
   * @param {{from: number, to: number}[]} stretches none, one or two
   */
  function show(asking, type, singles, stretches) {
    order.button.hidden = singles === null || stretches.length !== 1;
    const wanted = JSON.stringify([asking.service, asking.release, asking.match, type, stretches,
      !order.button.hidden && order.isOn()]);
    element.hidden = stretches.length === 0;
    if (wanted === shown || stretches.length === 0) {
      shown = stretches.length === 0 ? '' : shown;
      if (stretches.length > 0 && !workbench.element.hidden) {
        workbench.update();
      }
      return;
    }
    shown = wanted;
    loading?.stop();
    workbench.element.hidden = true;
    replace(told);
    replace(title, stretches.map(({ from, to }, at) => [at > 0 && ' → ', timeElement(from), ' – ', timeElement(to)]));
    replace(links);
    if (singles) {
      replace(notice);
      drawSingles(singles, stretches);
    } else {
      load({ service: asking.service, release: asking.release, match: asking.match, type }, stretches);
    }
  }

  /** @param {object} query @param {{from: number, to: number}[]} stretches */
  function load(query, [first, second]) {
    replace(notice, loadingNotice());
    const asked = second
      ? { service: query.service, match: query.match, type: query.type, baseFrom: first.from,
        baseTo: first.to, candidateFrom: second.from, candidateTo: second.to }
      : { ...query, from: first.from, to: first.to };
    const page = second ? '/diff' : '/flame';
    replace(links, h('a', { href: `${page}?${withParams(new URLSearchParams(), asked)}` },
      second ? 'Open the comparison' : 'Open the flame graph'));
    loading = keepLoading((signal) => (second ? fetchDiff(asked, signal)
      : fetchFlame({ ...asked, names: 'comparable', maxNodes: MAX_NODES }, signal)), {
      data: second ? drawDiff : drawFlame,
      problem: (problem, retryMillis) => replace(notice, problemNotice(problem, retryMillis)),
    });
  }

  function drawFlame(answer) {
    const profile = decodeFlame(answer);
    replace(notice, isEmpty(profile) && h('div.notice', {}, answer.message ?? 'Nothing is stored for it.'));
    replace(told, h('p.told', {}, tellAbout(profile)));
    workbench.element.hidden = isEmpty(profile);
    workbench.show(flameLens(profile));
  }

  function drawDiff(answer) {
    replace(notice);
    replace(told, tellVerdict(answer), tellFindings(answer, workbench.zoomTo));
    workbench.element.hidden = false;
    workbench.show(diffLens(decodeDiff(answer), 'union'));
  }

  /**
   * @param {{events: object[], are: import('./single-events.js').SingleEvents}} singles
   * @param {{from: number, to: number}[]} stretches
   */
  function drawSingles({ events, are }, [first, second]) {
    const base = are.within(events, first);
    workbench.element.hidden = false;
    if (!second) {
      replace(told, h('p.told', {}, `${base.length} ${are.called} lie in it.`));
      workbench.show(flameLens(order.profileOf(base, are.about)));
      return;
    }
    const candidate = are.within(events, second);
    replace(told, h('p.told', {}, `${base.length} ${are.called} in the first, ${candidate.length} in the `
      + 'second. They are shown as they were; whether they differ by chance is not tested.'));
    workbench.show(diffLens(decodeDiff({
      ...are.about,
      tree: diffColumnsOfStacks(base, candidate),
      base: { label: 'first' },
      candidate: { label: 'second', instances: 0 },
    }), 'union'));
  }

  return {
    element,
    show,
    dispose() {
      loading?.stop();
      order.dispose();
      workbench.dispose();
    },
  };
}
