import { h } from '../render/dom.js';
import { stackList } from './stack.js';

const SHOWN = 5;

/** Proven races, lost updates and failed iterations, each with both stacks side by side. */
export function raceCards({ races, checkThenActs, failFasts }) {
  return [
    section('Proven races', races, (race) => card(
      `Seen ${times(race)}: both threads were inside the map at the same moment.`,
      [`${race.thread} was changing it: ${race.operation}`, race.stack],
      [`${race.otherThread} came in: ${race.otherOperation}`, race.otherStack])),
    section('Lost updates', checkThenActs, (lost) => card(
      [`Seen ${times(lost)}`, lost.key && [', such as for the key ', h('code', {}, lost.key)],
        `: the ${lost.otherOperation} on the left overwrote the one on the right.`],
      [`${lost.thread}: ${lost.operation}, then ${lost.otherOperation}`, lost.stack],
      [`${lost.otherThread} put between them`, lost.otherStack])),
    section('Changed while iterated', failFasts, (failed) => card(
      `Seen ${failed.count} ${failed.count === 1 ? 'time' : 'times'}: a ConcurrentModificationException.`,
      ['It was iterated over', failed.stack],
      ['It was changed', failed.otherStack])),
  ];
}

function section(title, list, draw) {
  return list.length > 0 && h('section', {},
    h('h3', {}, `${title} (${list.length})`),
    list.slice(0, SHOWN).map(draw),
    list.length > SHOWN && h('details', {}, h('summary', {}, `${list.length - SHOWN} more`),
      list.slice(SHOWN).map(draw)));
}

function card(told, ...sides) {
  return h('div.race', {},
    h('p', {}, told),
    h('div.race-sides', {}, sides.map(([title, stack]) => h('div', {},
      h('h4', {}, title),
      stack.length > 0 ? stackList(stack) : h('p.faint', {}, 'Nothing is known of this side.')))));
}

function times({ count, instances }) {
  return `${count} ${count === 1 ? 'time' : 'times'} in ${instances} `
    + `${instances === 1 ? 'instance' : 'instances'}`;
}
