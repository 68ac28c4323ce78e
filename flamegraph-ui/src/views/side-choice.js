import { formatUtc } from '../profile/format.js';
import { h } from '../render/dom.js';
import { parseTime } from '../state/time.js';
import { createChoice } from './choices.js';

const ENDS = ['baseFrom', 'baseTo', 'candidateFrom', 'candidateTo'];
const RELEASES = '';
const FREE = 'free';
/** What the last hour is compared with, and how many hours before that is. @type {[string, string, number][]} */
const BEFORE = [['hour', 'last hour and the one before', 1], ['day', 'last hour and that of yesterday', 24],
  ['week', 'last hour and that a week ago', 168]];

/** Whether two releases are compared or two ranges of time, and which. */
export function createSideChoice(change) {
  const choice = createChoice('Compare', chosen);
  const base = createSpanBox('Base', (from, to) => change({ baseFrom: from, baseTo: to }));
  const candidate = createSpanBox('Candidate', (from, to) => change({ candidateFrom: from, candidateTo: to }));
  /** @type {(string|null)[]} */
  let ends = [];

  function chosen(name) {
    const before = BEFORE.find(([known]) => known === name);
    const free = ends.some(Boolean) ? ends : endsOf(1);
    const wanted = name === RELEASES ? ENDS.map(() => null)
      : before ? endsOf(before[2]) : free.map((end) => end && String(Math.round(parseTime(end))));
    change({ ...Object.fromEntries(ENDS.map((end, at) => [end, wanted[at]])),
      base: null, candidate: null, focus: null });
  }

  return {
    elements: [choice.element, base.element, candidate.element],
    show(params) {
      ends = ENDS.map((end) => params.get(end));
      const isOfTime = isOfTimes(params);
      const before = BEFORE.find(([, , hours]) => endsOf(hours).every((end, at) => end === ends[at]));
      /** @type {[string, string][]} */
      const options = BEFORE.map(([name, text]) => [name, text]);
      choice.show([[RELEASES, 'two releases'], ...options, [FREE, 'two ranges of time']],
        !isOfTime ? RELEASES : before ? before[0] : FREE);
      base.show(isOfTime, ends[0], ends[1]);
      candidate.show(isOfTime, ends[2], ends[3]);
    },
  };
}

/** @param {URLSearchParams} params of a comparison */
export function isOfTimes(params) {
  return ENDS.some((end) => params.has(end));
}

/** @param {number} hours @returns {(string|null)[]} */
function endsOf(hours) {
  return [`now-${hours + 1}h`, `now-${hours}h`, 'now-1h', 'now'];
}

/** From when to when, in the user's zone. */
function createSpanBox(label, changed) {
  const [from, to] = ['from', 'to'].map((end) => h('input', {
    type: 'datetime-local', step: 1, 'aria-label': `${label} ${end}`, onchange: tell,
  }));
  const element = h('div.choice.span-box', {}, h('span', {}, label), h('span', {}, from, ' – ', to));

  function tell() {
    const [start, end] = [from, to].map((input) => new Date(input.value).getTime());
    if (end > start) {
      changed(String(start), String(end));
    }
  }

  return {
    element,
    show(isShown, start, end) {
      element.hidden = !isShown;
      [[from, start], [to, end]].forEach(([input, text]) => {
        const millis = parseTime(text ?? '');
        input.value = Number.isNaN(millis) ? '' : localText(millis);
        input.title = Number.isNaN(millis) ? '' : formatUtc(millis);
      });
    },
  };
}

/** As an input takes it: the user's zone, without its name. */
function localText(millis) {
  return new Date(millis - new Date(millis).getTimezoneOffset() * 6e4).toISOString().slice(0, 19);
}
