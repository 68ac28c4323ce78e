import { formatPercent } from '../profile/format.js';
import { h } from '../render/dom.js';

const WORDS = {
  lock: 'Lock', map: 'Map', gc: 'GC pauses', safepoint: 'Safepoints', stall: 'GC stall',
  throttled: 'Throttled', pool: 'Pool', cpu: 'CPU', nothing: 'Nothing', race: 'Race',
  lost_update: 'Lost update', stampede: 'Stampede', fail_fast: 'Changed while iterated',
  collisions: 'Collisions',
  growth: 'Growth', resizes: 'Resizes', kept_memory: 'Memory kept', map_churn: 'Maps made anew',
  unknown: 'Unknown',
};
const CALM = new Set(['nothing', 'unknown']);
const WRONG = new Set(['race', 'lost_update', 'fail_fast']);

/**
 * Why threads did not run: the verdict, and what speaks for each answer.
 *
 * @param {object} why of `/why`
 * @param {boolean} withVerdict false lists the evidence alone
 */
export function tellWhy({ verdict, sentence, instances, windows, evidence }, withVerdict = true) {
  const most = Math.max(...evidence.map(({ threads }) => threads), 0.1);
  return h('section.why', { 'aria-label': 'Why threads did not run' },
    withVerdict && h('div.why-verdict', { 'data-weight': weightOf(verdict) },
      verdict !== 'nothing' && [h('strong', {}, WORDS[verdict] ?? verdict), ' '], sentence),
    h(withVerdict ? 'details' : 'div', { class: 'why-evidence' },
      withVerdict && h('summary', {}, `What speaks for each answer · ${instances} `
        + `${instances === 1 ? 'instance' : 'instances'}, ${windows} windows of 10 s`),
      h('ul', {}, evidence.map((one) => h('li', {},
        h('span.badge', { 'data-weight': weightOf(one.answer) }, WORDS[one.answer] ?? one.answer),
        one.threads === 0 ? h('span') : h('meter', {
          min: 0, max: most, value: one.threads,
          'aria-label': `${one.threads.toFixed(2)} threads held up`,
          title: `${one.threads.toFixed(2)} threads held up at any time`,
        }),
        h('span', {}, one.sentence))))));
}

/** `Lock 62 %`: the verdict as a word, for a list. */
export function verdictWord(verdict) {
  return WORDS[verdict] ?? verdict;
}

export function weightOf(verdict) {
  return CALM.has(verdict) ? 'calm' : WRONG.has(verdict) ? 'wrong' : 'slow';
}

/** A part of a whole, for a cell. */
export function partText(part, whole) {
  return formatPercent(whole === 0 ? 0 : (100 * part) / whole);
}
