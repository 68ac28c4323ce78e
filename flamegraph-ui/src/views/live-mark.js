import { askLive, fetchNewest } from '../api/client.js';
import { keepLoading } from '../api/loading.js';
import { formatAge } from '../profile/format.js';
import { h, replace } from '../render/dom.js';

const LOOK_MILLIS = 1000;
const ASK_SECONDS = 30;
const ASK_AGAIN_MILLIS = 15000;
/** Without a live view a window of 10 s comes some seconds after its end. */
const LATE_MILLIS = 20000;

/**
 * As long as the page is seen: has daemons send what each flush of a service's JVMs brought, looks
 * each second whether something came, and says how long ago that was.
 *
 * @param {() => void} changed more has come than when it was told last
 */
export function createLiveMark(changed) {
  const element = h('span.live', { hidden: true });
  let service = '';
  let revision = null;
  let loops = [];
  /** @type {{live: object[], refused: {instance: string, reason: string}[], leftOut: number}|null} */
  let view = null;

  function show({ nowMillis, arrivedMillis, revision: newest }) {
    const ageMillis = nowMillis - arrivedMillis;
    const isLate = ageMillis > LATE_MILLIS;
    element.dataset.state = isLate ? 'late' : 'live';
    element.title = tell(view);
    replace(element, h('strong', {}, isLate ? 'nothing new' : 'live'),
      arrivedMillis > 0 && ` last data ${formatAge(ageMillis)}`);
    if (revision !== null && revision !== newest) {
      changed();
    }
    revision = newest;
  }

  function failed({ title }) {
    element.dataset.state = 'late';
    element.title = title;
    replace(element, h('strong', {}, 'not live'), ' asking again');
  }

  function stop() {
    loops.forEach((loop) => loop.stop());
    loops = [];
    element.hidden = true;
  }

  function start() {
    element.hidden = false;
    revision = null;
    view = null;
    const asked = service;
    loops = [
      keepLoading((signal) => askLive(asked, ASK_SECONDS, signal), {
        data(answer) {
          view = answer;
        },
        problem({ detail }) {
          view = { live: [], refused: [{ instance: asked, reason: detail }], leftOut: 0 };
        },
        againMillis: () => ASK_AGAIN_MILLIS,
      }),
      keepLoading((signal) => fetchNewest(asked, signal), {
        data: show, problem: failed, againMillis: () => LOOK_MILLIS,
      }),
    ];
  }

  return {
    element,
    /** @param {string} of the service to follow; the empty text follows none */
    follow(of) {
      if (of !== service) {
        stop();
        service = of;
        if (of !== '') {
          start();
        }
      }
    },
    stop,
  };
}

/** Whose data come with each flush, and whose do not. */
function tell(view) {
  if (view === null) {
    return 'The page follows by itself, as long as it is seen.';
  }
  const { live, refused, leftOut } = view;
  return [
    `The page follows by itself, as long as it is seen: ${live.length} `
      + `${live.length === 1 ? 'JVM' : 'JVMs'} flush by flush, others in windows of 10 s.`,
    ...refused.map(({ instance, reason }) => `${instance}: ${reason}`),
    leftOut > 0 && `${leftOut} more JVMs were not asked.`,
  ].filter(Boolean).join('\n');
}
