import { formatTime, formatUtc } from '../profile/format.js';
import { h, replace } from '../render/dom.js';
import { DEFAULT_FROM, DEFAULT_TO, parseTime, RANGES } from '../state/time.js';

/**
 * A labelled list to choose one from. The chosen value stays in the list though it is no choice any
 * more: what the address says is never changed behind its reader's back.
 *
 * @param {string} label
 * @param {(value: string) => void} chosen
 */
export function createChoice(label, chosen) {
  const select = h('select', { onchange: () => chosen(select.value) });
  return {
    element: h('label.choice', {}, h('span', {}, label), select),
    /** @param {[string, string][]} options value and text @param {string} value */
    show(options, value) {
      /** @type {[string, string][]} */
      const all = options.some(([known]) => known === value) ? options : [[value, value], ...options];
      replace(select, all.map(([known, text]) => h('option', { value: known }, text)));
      select.value = value;
    },
  };
}

/** The range of time; `change` gets both ends. `otherwise` begins where the address says nothing. */
export function createRangeChoice(change, otherwise = DEFAULT_FROM) {
  const choice = createChoice('Range', (from) => change({
    from: from === otherwise ? null : from, to: null,
  }));
  return {
    element: choice.element,
    show(params) {
      const from = params.get('from') ?? otherwise;
      const to = params.get('to') ?? DEFAULT_TO;
      choice.element.title = [from, to].map(utcText).join(' – ');
      if (to === DEFAULT_TO) {
        const known = RANGES.some(([value]) => value === from);
        choice.show(known ? RANGES : [[from, lastText(from)], ...RANGES], from);
      } else {
        choice.show([[from, `${timeText(from)} – ${timeText(to)}`], ...RANGES], from);
      }
    },
  };
}

export function rangeOf(params, otherwise = DEFAULT_FROM) {
  return { from: params.get('from') ?? otherwise, to: params.get('to') ?? DEFAULT_TO };
}

/** A text that is taken over with Enter or when it is left. */
export function createMatchBox(change) {
  const input = h('input.match', {
    type: 'text',
    placeholder: '{instance="…"}',
    autocomplete: 'off',
    spellcheck: 'false',
    onchange: () => change({ match: input.value.trim() }),
  });
  return {
    element: h('label.choice', {}, h('span', {}, 'Match'), input),
    show(params) {
      input.value = params.get('match') ?? '';
    },
  };
}

function utcText(text) {
  const millis = parseTime(text);
  return Number.isNaN(millis) ? text : formatUtc(Math.floor(millis));
}

function timeText(text) {
  return /^\d{13}$/.test(text) ? formatTime(Number(text)) : text;
}

/** Until now. */
function lastText(from) {
  const [, count, unit] = /^now-(\d+)([smhd])$/.exec(from) ?? [];
  return count ? `last ${count} ${{ s: 's', m: 'min', h: 'h', d: 'days' }[unit]}` : `since ${timeText(from)}`;
}
