import { h } from '../render/dom.js';

/** Steps of a scale of heat that people with any colour vision tell apart, by lightness first. */
const HEAT_STEPS = 7;

/** @param {number} part of the largest, above 0 @returns {string} class of a cell */
export function heatClass(part) {
  return `heat-${heatStep(part)}`;
}

/** The root of the part: what is small is seen, too. */
function heatStep(part) {
  return Math.min(HEAT_STEPS - 1, Math.floor(Math.sqrt(part) * HEAT_STEPS));
}

export function heatLegend(most) {
  return h('span.heat-legend', {}, '0 ',
    Array.from({ length: HEAT_STEPS }, (_, at) => h(`i.heat-${at}`)), ` ${most}`);
}
