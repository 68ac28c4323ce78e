import { keepLoading } from '../api/loading.js';
import { formatCount } from '../profile/format.js';
import { lookOf } from '../profile/look.js';
import { lookAtStacks } from '../profile/stack-tree.js';
import { typeOfWait } from '../profile/waits.js';
import { h, replace } from '../render/dom.js';
import { flameLens } from './flame-lens.js';
import { loadingNotice, problemNotice } from './notices.js';
import { SINGLE_SAMPLES, SINGLE_WAITS } from './single-events.js';
import { createTimeOrder } from './time-order.js';

const MOST = 20000;
const WHOLE = { from: 0, to: Infinity };
const WAITS = ['lock', 'park', 'map_contention', 'map_resize'];

/** @returns {import('./single-events.js').SingleEvents|null} what of a type is kept one by one */
export function singlesOfType(type) {
  return WAITS.includes(type) ? SINGLE_WAITS : type === 'cpu' ? SINGLE_SAMPLES : null;
}

/**
 * The profile of a page in the order of time, from the events of it that are kept one by one.
 *
 * @param {object} page
 * @param {() => URLSearchParams} page.params
 * @param {(changes: object, isStep: boolean) => void} page.change
 * @param {(lens: import('./flame-lens.js').Lens, isNewer: boolean) => void} page.show
 */
export function createFlameInTime({ params, change, show }) {
  let type = '';
  /** @type {import('../profile/flame-profile.js').FlameProfile|null} */
  let whole = null;
  let loading = null;
  const told = h('div');
  const order = createTimeOrder({ params, change, isShown: () => singlesOfType(type) !== null });

  function draw(answer, are, isNewer) {
    const events = are.of(answer).filter(({ kind }) => kind === undefined || typeOfWait(kind) === type);
    const left = answer.leftOut + answer.beyondLimit;
    const profile = {
      ...order.profileOf(lookAtStacks(are.within(events, WHOLE), lookOf(params())), { ...are.about, type }),
      kinds: whole.kinds,
    };
    replace(told, h('p.told', {}, h('strong', {}, `In the order of time: ${formatCount(events.length)} ${are.called}`),
      ', thread by thread; the time between them is left out. ',
      left > 0 && h('span.warn', {}, `${formatCount(left)} more ${are === SINGLE_WAITS ? 'waits of all kinds ' : ''}are in the sums alone`)));
    show(flameLens(profile, params().get('color')), isNewer);
  }

  function stop() {
    loading?.stop();
    loading = null;
    replace(told);
  }

  return {
    button: order.button,
    told,
    /** A sandwich has no order of time. */
    isOn: () => order.isOn() && singlesOfType(type) !== null && lookOf(params()).sandwich === '',
    /** @param {import('../profile/flame-profile.js').FlameProfile} profile what the page shows */
    of(profile) {
      whole = profile;
      type = profile.about.type;
      order.button.hidden = singlesOfType(type) === null;
      order.update();
    },
    update: order.update,
    /** @param {object} query service, release, match and range */
    show({ service, release, match, from, to }, isNewer) {
      const are = singlesOfType(type);
      loading?.stop();
      if (!isNewer) {
        replace(told, loadingNotice());
      }
      loading = keepLoading((signal) => are.fetch({ service, release, match, from, to, all: true, limit: MOST }, signal), {
        data: (answer) => draw(answer, are, isNewer),
        problem: (problem, retryMillis) => replace(told, problemNotice(problem, retryMillis)),
      });
    },
    stop,
    dispose() {
      stop();
      order.dispose();
    },
  };
}
