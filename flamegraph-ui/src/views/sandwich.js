import { formatValue } from '../profile/format.js';
import { shortNameOf } from '../profile/frame-name.js';
import { nameOf } from '../profile/tree.js';
import { h, replace } from '../render/dom.js';
import { createFlameGraph } from './flame-graph.js';

/**
 * One frame wherever it stands: above it who calls it, below it what it calls. A click makes
 * another frame the one in the middle.
 *
 * @param {object} on
 * @param {(frame: string) => void} on.chosen
 * @param {(lens: object, node: number, x: number, y: number) => void} on.hovered
 * @param {(frame: string, x: number, y: number) => void} on.menu
 */
export function createSandwich({ chosen, hovered, menu }) {
  const half = (part) => createFlameGraph({
    zoomed: (node) => chosen(nameOf(lenses[part].subject.tree, node)),
    hovered: (node, x, y) => hovered(lenses[part], node, x, y),
    menu: (node, x, y) => menu(nameOf(lenses[part].subject.tree, node), x, y),
  });
  const lenses = { callers: null, callees: null };
  const graphs = { callers: half('callers'), callees: half('callees') };
  const middle = h('div.sandwich-middle');
  const element = h('div.sandwich', {},
    graphs.callers.element, middle, graphs.callees.element);
  const both = Object.values(graphs);

  return {
    element,
    /** @param {{callers: object, callees: object, frame: string, unit: string}} shown */
    show({ callers, callees, frame, unit }) {
      Object.assign(lenses, { callers, callees });
      replace(middle, h('strong', { title: frame }, shortNameOf(frame)),
        ` ${formatValue(callees.subject.weight[0], unit)} · callers above, callees below`);
      const siblings = 'weight';
      graphs.callers.show(callers.subject, { rootAtTop: false, siblings, zoomed: 0 });
      graphs.callees.show(callees.subject, { rootAtTop: true, siblings, zoomed: 0 });
    },
    mark: (matches) => both.forEach((graph) => graph.mark(matches)),
    lightName: (name) => both.forEach((graph) => graph.lightName(name)),
    dispose() {
      element.remove();
      both.forEach((graph) => graph.dispose());
    },
  };
}
