import { h, replace } from '../render/dom.js';

const MARGIN = 14;

/** @type {ReturnType<typeof createTooltip>|null} */
let shared = null;

/** One for all charts: there is one pointer. */
export function sharedTooltip() {
  if (shared === null) {
    shared = createTooltip();
    document.body.append(shared.element);
  }
  return shared;
}

/**
 * @typedef {object} Told
 * @property {string} title
 * @property {string} [note]
 * @property {string[][]} rows a label with its values
 */

/** A small table beside the pointer; it never takes the pointer and never leaves the window. */
export function createTooltip() {
  const element = h('div.tooltip', { role: 'tooltip', 'aria-live': 'polite', hidden: true });

  /** @param {Told} told @param {number} x @param {number} y */
  function show({ title, note, rows }, x, y) {
    replace(element,
      h('div.tooltip-title', {}, title),
      note && h('div.tooltip-note', {}, note),
      h('table', {}, h('tbody', {}, rows.map(([label, ...values]) =>
        h('tr', {}, h('th', { scope: 'row' }, label), values.map((value) => h('td', {}, value)))))));
    element.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = x + MARGIN + width > innerWidth ? x - MARGIN - width : x + MARGIN;
    const top = y + MARGIN + height > innerHeight ? y - MARGIN - height : y + MARGIN;
    element.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  return {
    element,
    show,
    hide() {
      element.hidden = true;
    },
  };
}
