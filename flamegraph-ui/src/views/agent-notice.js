import { h } from '../render/dom.js';

const JAVAAGENT = '-javaagent:/opt/pitot/agent/pitot-agent.jar';
const RUNS = new Set(['armed', 'partly armed', 'on']);

/**
 * Where the map agent is loaded and where it is not, with the exact line to add.
 *
 * @param {string} service
 * @param {{instance: string, state: string, detail: string, leftOut: string}[]} agents
 * @param {object[]} series of the service, for its instances
 * @param {(text: string) => void} say
 */
export function agentNotice(service, agents, series, say) {
  const instances = [...new Set(series.map(({ labels }) => labels.instance))];
  const told = new Set(agents.filter(({ state }) => RUNS.has(state)).map(({ instance }) => instance));
  const without = instances.filter((instance) => !told.has(instance));
  const odd = agents.filter(({ state, detail }) => state !== 'armed' || detail !== '');
  return [
    without.length > 0 && h('div.notice', {},
      h('strong', {}, told.size === 0
        ? 'The map agent is not loaded.'
        : `The map agent is loaded in ${told.size} of ${instances.length} instances.`),
      h('p', {}, told.size === 0
        ? 'Of maps, only what JFR itself tells is below: waits on the monitors of maps. With the agent '
          + 'this page names the maps that threads wait for, race for and grow. Add to the JVM’s command line:'
        : `Not in ${without.slice(0, 5).join(', ')}${without.length > 5 ? ' and others' : ''}. Add there:`),
      commandLine(JAVAAGENT, say),
      h('p', {}, 'or let the daemon attach it to JVMs that run:'),
      commandLine(`pitot daemon --attach-agent='${service}'`, say)),
    odd.length > 0 && h('details.notice', {},
      h('summary', {}, `What ${odd.length === 1 ? 'one agent says' : `${odd.length} agents say`} of themselves`),
      h('ul', {}, odd.map(({ instance, state, detail, leftOut }) => h('li', {},
        h('strong', {}, instance), ` ${state}`, detail && `: ${detail}`,
        leftOut && h('span.faint', {}, ` left out: ${leftOut}`))))),
  ];
}

/** A line to copy. */
export function commandLine(text, say) {
  return h('div.command', {}, h('code', {}, text), h('button.small', {
    type: 'button',
    onclick: () => navigator.clipboard.writeText(text).then(
      () => say('Copied.'), (refusal) => say(`The browser does not let this page copy: ${refusal.message}`)),
  }, 'Copy'));
}
