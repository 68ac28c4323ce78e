import { ApiProblem } from './client.js';

const FIRST_RETRY_MILLIS = 1000;
const LONGEST_RETRY_MILLIS = 15000;

/**
 * Loads until told to stop: again after `againMillis`, and after a problem that may pass. While the
 * page is hidden nothing is asked.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @param {object} on
 * @param {(data: T) => void} on.data
 * @param {(problem: ApiProblem, retryMillis: number) => void} on.problem retryMillis 0: no retry
 * @param {(data: T) => number} [on.againMillis] 0, the default: not again
 * @returns {{stop: () => void, now: () => void, soon: () => void}} now: what is on its way is of no
 *     use any more; soon: when it has come
 */
export function keepLoading(load, { data: onData, problem: onProblem, againMillis = () => 0 }) {
  let controller = new AbortController();
  let timer = 0;
  let failures = 0;
  let stopped = false;
  let isUnderWay = false;
  let isWantedAgain = false;

  async function run() {
    controller.abort();
    controller = new AbortController();
    clearTimeout(timer);
    const { signal } = controller;
    const startMillis = performance.now();
    let waitMillis;
    isUnderWay = true;
    isWantedAgain = false;
    try {
      const data = await load(signal);
      if (signal.aborted) {
        return;
      }
      failures = 0;
      isUnderWay = false;
      onData(data);
      // At most half of the time is spent on asking: a slow collector is not asked without end.
      waitMillis = isWantedAgain ? Math.max(1, performance.now() - startMillis) : againMillis(data);
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      isUnderWay = false;
      waitMillis = report(failure);
    }
    if (waitMillis > 0) {
      timer = setTimeout(runWhenSeen, waitMillis);
    }
  }

  function report(failure) {
    if (!(failure instanceof ApiProblem)) {
      onProblem(new ApiProblem({
        title: 'This page could not show the answer',
        detail: failure.message,
        status: 200,
      }), 0);
      throw failure;
    }
    const backOff = Math.min(FIRST_RETRY_MILLIS * 2 ** failures++, LONGEST_RETRY_MILLIS);
    const waitMillis = failure.isPassing ? backOff : 0;
    onProblem(failure, waitMillis);
    return waitMillis;
  }

  function runWhenSeen() {
    if (document.hidden) {
      document.addEventListener('visibilitychange', runWhenSeen, { once: true });
    } else if (!stopped) {
      run();
    }
  }

  run();
  return {
    now: run,
    soon() {
      if (isUnderWay) {
        isWantedAgain = true;
      } else {
        run();
      }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      controller.abort();
    },
  };
}
