import { askDrill, fetchRecording } from '../api/client.js';
import { h } from '../render/dom.js';
import { commandLine } from './agent-notice.js';
import { save } from './downloads.js';
import { timeElement } from './time-chart.js';

const LAST_MINUTES = [5, 30];
const DRILL_MINUTES = [1, 5];
const WINDOW_MILLIS = 10000;

/**
 * What a person may ask of a JVM's node: the recording itself, which the collector has not, and a
 * closer look for a while.
 *
 * @param {(text: string) => void} say
 * @param {() => void} changed there is something else to show
 */
export function createTargetRequests(say, changed) {
  /** What is being asked, and why it was refused, by target. @type {Map<string, string>} */
  const asking = new Map();
  const refused = new Map();

  function record({ node, service, instance }, minutes) {
    say(`Asking ${node} for the last ${minutes} minutes of ${instance} …`);
    fetchRecording(service, instance, 60 * minutes).then(
      (file) => save(file, `${service}-${instance}.jfr`.replace(/[^\w.-]+/g, '_')),
      (problem) => say(reasonOf(problem)));
  }

  async function drill({ id, service, instance }, minutes) {
    refused.delete(id);
    asking.set(id, `asking for a drill of ${minutes} min …`);
    changed();
    try {
      await askDrill(service, instance, 60 * minutes);
      say(`The drill of ${instance} runs.`);
    } catch (problem) {
      refused.set(id, reasonOf(problem));
    } finally {
      asking.delete(id);
      changed();
    }
  }

  return {
    /** What is going on in it. */
    tell(target) {
      return [
        asking.has(target.id) && h('div.faint', {}, asking.get(target.id)),
        refused.has(target.id) && h('div', {}, h('span.warn', {}, `no drill: ${refused.get(target.id)}`)),
        target.drill && drillLine(target),
      ];
    },
    /** What may be asked of one that is being recorded. */
    controls(target) {
      const isBusy = asking.has(target.id) || isDrilled(target);
      return h('details', {}, h('summary', {}, 'Recording, drill'),
        h('p', {}, LAST_MINUTES.map((minutes) => [h('button.small', {
          type: 'button', onclick: () => record(target, minutes),
        }, `Last ${minutes} min`), ' ']), h('span.faint', {}, 'as a JFR file, for Mission Control')),
        h('p', {}, DRILL_MINUTES.map((minutes) => [h('button.small', {
          type: 'button', disabled: isBusy, onclick: () => drill(target, minutes),
        }, `Drill for ${minutes} min`), ' ']), h('span.faint', {},
          'every wait for a monitor, more samples; the JVM ends it by itself')),
        h('p.faint', {}, `On ${target.node} itself, where methods can be timed, too:`),
        commandLine(`pitot record ${target.pid}`, say),
        commandLine(`pitot drill ${target.pid} --for 60s`, say));
    },
    /** What is told of all targets, in one text that changes with it. */
    state: (targets) => JSON.stringify([[...asking], [...refused],
      targets.map((target) => [target.drill?.untilMillis, isDrilled(target)])]),
  };
}

function isDrilled({ drill }) {
  return drill !== undefined && Date.now() < drill.untilMillis;
}

/** While it lasts and afterwards: when, and where to see what it brought. */
function drillLine(target) {
  const { service, instance, drill: { fromMillis, untilMillis } } = target;
  const query = new URLSearchParams({
    from: String(Math.floor(fromMillis / WINDOW_MILLIS) * WINDOW_MILLIS),
    to: String(Math.ceil(untilMillis / WINDOW_MILLIS) * WINDOW_MILLIS),
    match: `{instance=${JSON.stringify(instance)}}`,
  });
  const of = `service=${encodeURIComponent(service)}&${query}`;
  return h('div.drill', {},
    isDrilled(target)
      ? [h('span.state', { 'data-state': 'recording' }, 'Drill'), ' until ', timeElement(untilMillis)]
      : ['Drill ', timeElement(fromMillis), ' – ', timeElement(untilMillis)],
    ': ',
    h('a', { href: `/service/${encodeURIComponent(service)}?${query}` }, 'overview'), ' · ',
    h('a', { href: `/flame?${of}&type=cpu` }, 'flame graph'), ' · ',
    h('a', { href: `/locks?${of}` }, 'locks'));
}

function reasonOf({ title, detail }) {
  return detail || title;
}
