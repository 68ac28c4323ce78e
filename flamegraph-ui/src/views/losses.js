import { h } from '../render/dom.js';

/** What travels with the losses and is no number of them: what the recording was like. */
const RECORDED_SO = {
  drill: 'a drill recorded more than usual',
  other_settings: 'somebody else recorded, too: samples may have come at a higher rate',
  short_parks: 'parks of less than 20 ms are not recorded: idle threads park too often',
};

/** What is known to be missing from numbers, and what to know of them. */
export function lossBadges(losses = []) {
  return losses.map(({ reason, count, unit }) => [RECORDED_SO[reason]
    ? h('span.chip', { title: 'Told by the windows that these numbers are of' }, RECORDED_SO[reason])
    : h('span.warn', { title: 'Known to have happened, and not in these numbers' },
      `missing: ${count} ${unit} (${reason.replaceAll('_', ' ')})`), ' ']);
}
