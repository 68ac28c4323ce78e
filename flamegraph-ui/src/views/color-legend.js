import { h, replace } from '../render/dom.js';
import { isDark, onThemeChange } from '../render/theme.js';

/**
 * What the colours of a flame graph mean.
 *
 * @typedef {object} Legend
 * @property {string} [note]
 * @property {{label: string, color: (dark: boolean) => string}[]} entries
 */

/** Stands empty and hidden where the colours mean nothing but themselves. */
export function createColorLegend() {
  const element = h('div.color-legend.legend', { role: 'group', 'aria-label': 'What the colours mean' });
  /** @type {Legend|undefined} */
  let shown;

  function draw() {
    element.hidden = shown === undefined;
    replace(element, shown?.note && h('span.faint', {}, shown.note),
      shown?.entries.map(({ label, color }) => {
        const swatch = h('i.swatch');
        swatch.style.background = color(isDark());
        return h('span', {}, swatch, label);
      }));
  }

  const unsubscribe = onThemeChange(draw);
  return {
    element,
    /** @param {Legend|undefined} legend */
    show(legend) {
      shown = legend;
      draw();
    },
    dispose: unsubscribe,
  };
}
