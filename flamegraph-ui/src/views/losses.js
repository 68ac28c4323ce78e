import { h } from '../render/dom.js';

/** What travels with the losses and is none: nothing is missing, there is more than usual. */
const MORE_THAN_USUAL = {
  drill: 'a drill recorded more than usual',
  other_settings: 'somebody else recorded, too: samples may have come at a higher rate',
};

/** What is known to be missing from numbers, and what to know of them. */
export function lossBadges(losses = []) {
  return losses.map(({ reason, count, unit }) => [MORE_THAN_USUAL[reason]
    ? h('span.chip', { title: 'Told by the windows that these numbers are of' }, MORE_THAN_USUAL[reason])
    : h('span.warn', { title: 'Known to have happened, and not in these numbers' },
      `missing: ${count} ${unit} (${reason.replaceAll('_', ' ')})`), ' ']);
}
