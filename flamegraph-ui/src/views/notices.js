import { presentToken } from '../api/client.js';
import { formatDuration } from '../profile/format.js';
import { h } from '../render/dom.js';
import { lossBadges } from './losses.js';

/** What a page says when it has something other than data to show. */

/** @param {import('../api/client.js').ApiProblem} problem @param {number} retryMillis */
export function problemNotice(problem, retryMillis) {
  return h('div.notice.problem', { role: 'alert' },
    h('strong', {}, problem.title),
    problem.detail && h('p', {}, problem.detail),
    problem.status === 401 && tokenForm(),
    retryMillis > 0 && h('p.faint', {}, `Asking again in ${formatDuration(retryMillis)}.`));
}

function tokenForm() {
  const input = h('input', { type: 'password', 'aria-label': 'Token', autocomplete: 'off' });
  return h('form', {
    onsubmit: (event) => {
      event.preventDefault();
      presentToken(input.value);
      location.reload();
    },
  }, input, ' ', h('button', {}, 'Present this token'));
}

export function loadingNotice() {
  return h('div.notice.faint', { role: 'status' }, 'Loading …');
}

/** What is known to be missing from the numbers of a page. */
export function lossNotice(losses) {
  return losses?.length > 0 && h('p', {}, lossBadges(losses));
}

/** JVMs whose first window is on its way, each with its progress. */
export function collectingNotice(targets, nowMillis = Date.now()) {
  return h('section.notice.collecting', { 'aria-label': 'Being collected' },
    h('strong', {}, 'Collecting the first window'),
    h('ul', {}, targets.map((target) => h('li', {},
      h('span.who', {}, `${target.service} ${target.release}`),
      h('span.faint', {}, ` pid ${target.pid} on ${target.node}, JDK ${target.jdk} `),
      progressOf(target, nowMillis)))));
}

function progressOf(target, nowMillis) {
  const leftMillis = target.windowEndMillis - nowMillis;
  if (target.state !== 'recording' || target.windowEndMillis === 0) {
    return h('span', {}, target.reason || target.state);
  }
  return leftMillis > 0
    ? [h('progress', { max: 10000, value: 10000 - Math.min(10000, leftMillis) }),
      ` ${Math.ceil(leftMillis / 1000)} s left`]
    : h('span', {}, 'on its way');
}
