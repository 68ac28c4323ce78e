import { expressionFor, findMatches, matchNames } from '../profile/search.js';
import { nodeOfPathId, pathIdOf } from '../profile/path-id.js';
import { nameOf, pathTo } from '../profile/tree.js';
import { h } from '../render/dom.js';
import { bindKeys } from '../state/keys.js';
import { createColorLegend } from './color-legend.js';
import { createChoice } from './choices.js';
import { createFlameGraph } from './flame-graph.js';
import { createFramePath } from './frame-path.js';
import { createFrameTable } from './frame-table.js';
import { withFrame } from '../profile/look.js';
import { createLookChips } from './look-chips.js';
import { createMenu } from './menu.js';
import { createSandwich } from './sandwich.js';
import { createSearchBox } from './search-box.js';
import { createTooltip } from './tooltip.js';
import { workbenchKeys } from './workbench-keys.js';

/** @type {[string, string][]} */
const COLORS = [['', 'package'], ['kind', 'how it ran'], ['code', 'whose code']];

/**
 * A flame graph with all that works on it: search, zoom path, table, tooltip, menu, keys. What it
 * shows lives in parameters of the address, which the page hands in:
 *
 * q: search; focus: id of the zoomed path; layout: icicle; order: weight; table: off; frames: column
 * that the table is sorted by; color: kind or code;
 * and those of profile/look.js where the page can look at its profile in other ways.
 *
 * @param {object} page
 * @param {() => URLSearchParams} page.params
 * @param {(changes: object, isStep: boolean) => void} page.change isStep: Back undoes it
 * @param {(text: string) => void} page.say a passing message
 * @param {Node[]} [page.tools] more controls for the tool bar
 * @param {boolean} [page.hasLooks] the page transforms its profile as the address says
 */
export function createWorkbench({ params, change, say, tools = [], hasLooks = false }) {
  const tooltip = createTooltip();
  const menu = createMenu();
  const graph = createFlameGraph({ zoomed: zoomTo, hovered: showTooltip, menu: openMenu });
  const path = createFramePath(zoomTo);
  const chips = createLookChips({ params, change });
  const legend = createColorLegend();
  const table = createFrameTable({
    kept: {
      read: () => params().get('frames'),
      write: (column) => change({ frames: column }, false),
    },
    hovered(name) {
      graph.lightName(name);
      sandwich?.lightName(name);
    },
    chosen(name) {
      const frame = lens.subject.tree.names[name];
      if (sandwich) {
        openSandwich(frame);
      } else {
        change({ q: expressionFor(frame) }, false);
      }
    },
  });
  const search = createSearchBox({
    typed: (text) => change({ q: text }, false),
    stepped: stepThroughMatches,
  });
  const layoutButton = toggle('layout', 'icicle', 'Icicle', 'Root at the top (I)');
  const orderButton = toggle('order', 'weight', 'Heaviest first', 'Order of siblings (o)');
  const tableButton = toggle('table', 'off', 'Table', 'Table of frames (t)', true);
  const lookButtons = hasLooks ? [
    toggle('look', 'reverse', 'Reverse', 'Leaves at the root (r)'),
    toggle('recursion', 'collapse', 'Recursion', 'Make frames that call themselves one (u)'),
    colorChoice(),
  ] : [];
  const toggles = [layoutButton, orderButton, tableButton, ...lookButtons];
  const resetButton = h('button', {
    type: 'button', title: 'Zoom out to everything (0)', onclick: () => zoomTo(0),
  }, 'Reset zoom');
  const element = h('div.workbench', {},
    h('div.toolbar', { role: 'toolbar', 'aria-label': 'Flame graph' },
      search.element, h('span.spring'), layoutButton.element, orderButton.element,
      lookButtons.map((button) => button.element), resetButton, tableButton.element, tools),
    chips.element, legend.element, path.element,
    h('div.workbench-body', {}, graph.element, table.element),
    tooltip.element, menu.element);

  /** @type {import('./flame-lens.js').Lens} */
  let lens;
  /** In the place of the graph; null where the whole is shown. */
  let sandwich = null;
  let zoomed = 0;
  let drawn = {};
  let matches = null;
  let matchAt = -1;

  const unbind = bindKeys(workbenchKeys({
    graph,
    search: () => search.focus(),
    stepThroughMatches,
    clear,
    zoomTo,
    zoomOut: () => zoomTo(parentOf(zoomed)),
    zoomToSelected,
    stepUp: () => graph.step(vertical('up')),
    stepDown: () => graph.step(vertical('down')),
    flip: { layout: layoutButton.flip, order: orderButton.flip, table: tableButton.flip },
    looks: hasLooks && {
      reverse: lookButtons[0].flip,
      recursion: lookButtons[1].flip,
      color: lookButtons[2].flip,
      sandwich: () => openSandwich(currentFrame()),
      list: (name) => list(name, currentFrame()),
    },
    copyFrame: () => copy(currentFrame(), 'frame'),
    copyStack: () => copyStack(current()),
    openMenu: openMenuByKey,
  }).map((binding) => ({ ...binding, run: (event) => lens && binding.run(event) })));

  /**
   * @param {import('./flame-lens.js').Lens} shown
   * @param {{callers: object, callees: object, frame: string, unit: string}|null} [halves]
   * @param {boolean} [isNewer] newer values of what is on screen: it keeps its place
   */
  function show(shown, halves = null, isNewer = false) {
    const kept = isNewer && graph.selected() > 0
      ? pathIdOf(lens.subject.tree, pathTo(lens.subject.tree, graph.selected())) : '';
    lens = shown;
    graph.element.hidden = halves !== null;
    sandwich?.dispose();
    sandwich = halves && createSandwich({
      chosen: openSandwich,
      hovered: (of, node, x, y) => (node < 0 ? tooltip.hide() : tooltip.show(of.tooltip(node), x, y)),
      menu: openFrameMenu,
    });
    if (sandwich) {
      table.element.before(sandwich.element);
      sandwich.show(halves);
    }
    legend.show(lens.legend);
    drawn = {};
    update(isNewer);
    if (kept !== '') {
      graph.keepSelected(nodeOfPathId(lens.subject.tree, kept));
    }
  }

  /** Brings what is on screen in line with the address. */
  function update(isNewer = false) {
    if (!lens) {
      return;
    }
    const wanted = {
      layout: params().get('layout') ?? '',
      order: params().get('order') ?? '',
      focus: params().get('focus') ?? '',
      q: params().get('q') ?? '',
      table: params().get('table') ?? '',
      frames: params().get('frames') ?? '',
    };
    toggles.forEach((button) => button.update());
    chips.update();
    const isNew = drawn.layout !== wanted.layout || drawn.order !== wanted.order;
    const isMoved = isNew || drawn.focus !== wanted.focus;
    if (isMoved) {
      const found = wanted.focus === '' ? 0 : nodeOfPathId(lens.subject.tree, wanted.focus);
      if (found < 0) {
        say('The frame that was zoomed to is not in this profile.');
      }
      zoomed = Math.max(0, found);
    }
    if (isNew) {
      graph.show(lens.subject, {
        rootAtTop: wanted.layout === 'icicle',
        siblings: wanted.order === 'weight' ? 'weight' : 'name',
        zoomed,
        isNewer,
      });
    } else if (isMoved) {
      graph.zoom(zoomed);
    }
    if (isMoved) {
      path.show(lens.subject.tree, zoomed);
      resetButton.disabled = zoomed === 0;
    }
    if (isNew || drawn.q !== wanted.q) {
      searchFor(wanted.q);
    }
    element.classList.toggle('without-table', wanted.table === 'off');
    if (wanted.table !== 'off'
        && (isMoved || ['q', 'table', 'frames'].some((name) => drawn[name] !== wanted[name]))) {
      scheduleTable();
    }
    drawn = wanted;
  }

  function searchFor(text) {
    matchAt = -1;
    if (text === '') {
      matches = null;
      search.show('', '');
    } else {
      const { tree, weight } = lens.subject;
      const found = matchNames(tree.names, text);
      matches = findMatches(tree, weight, found);
      search.show(text, tellMatches(matches, found.literal));
    }
    graph.mark(matches?.names ?? null);
    sandwich?.mark(matches?.names ?? null);
  }

  function tellMatches({ frames, places, total }, isLiteral) {
    if (frames === 0) {
      return 'no match';
    }
    const found = `${frames} ${frames === 1 ? 'frame' : 'frames'} in ${places} `
      + `${places === 1 ? 'place' : 'places'}: ${lens.share(total)}`;
    return isLiteral ? `${found}, as plain text` : found;
  }

  function stepThroughMatches(by) {
    const count = matches?.outermost.length ?? 0;
    if (count > 0) {
      matchAt = matchAt < 0 ? (by > 0 ? 0 : count - 1) : (matchAt + by + count) % count;
      graph.select(matches.outermost[matchAt]);
      showTooltipOf(matches.outermost[matchAt]);
    }
  }

  /** After the graph is on screen: the table never delays it. */
  function scheduleTable() {
    const [shownLens, root, found] = [lens, zoomed, matches];
    requestAnimationFrame(() => setTimeout(() => {
      if (lens === shownLens && zoomed === root && matches === found) {
        table.show(lens.table(root), lens.subject.tree.names, found?.names ?? null);
      }
    }));
  }

  function zoomTo(node) {
    tooltip.hide();
    const { tree } = lens.subject;
    change({ focus: node === 0 ? null : pathIdOf(tree, pathTo(tree, node)) }, true);
  }

  function zoomToSelected() {
    if (graph.selected() >= 0) {
      zoomTo(graph.selected());
    }
  }

  function clear() {
    tooltip.hide();
    if (params().get('q')) {
      change({ q: null }, false);
    } else if (graph.selected() >= 0) {
      graph.select(-1);
    }
  }

  function showTooltip(node, x, y) {
    table.light(node < 0 ? -1 : lens.subject.tree.name[node]);
    if (node < 0) {
      tooltip.hide();
    } else {
      tooltip.show(lens.tooltip(node), x, y);
    }
  }

  function showTooltipOf(node) {
    const { x, y } = graph.positionOf(node);
    showTooltip(node, x, y);
  }

  function openMenu(node, x, y) {
    tooltip.hide();
    menu.open([
      { label: 'Zoom here', key: 'Enter', run: () => zoomTo(node) },
      ...frameItems(nameOf(lens.subject.tree, node)),
      { label: 'Copy stack', key: 'C', run: () => copyStack(node) },
    ], x, y);
  }

  function openFrameMenu(frame, x, y) {
    tooltip.hide();
    menu.open(frameItems(frame), x, y);
  }

  /** What can be done with a frame wherever it stands. */
  function frameItems(frame) {
    return [
      ...(hasLooks ? [
        { label: 'Sandwich: callers and callees', key: 's', run: () => openSandwich(frame) },
        { label: 'Only stacks through it', key: 'f', run: () => list('only', frame) },
        { label: 'Drop stacks through it', key: 'd', run: () => list('drop', frame) },
        { label: 'Hide it in its callers', key: 'h', run: () => list('hide', frame) },
      ] : []),
      { label: 'Search for this frame', run: () => change({ q: expressionFor(frame) }, false) },
      { label: 'Copy frame', key: 'c', run: () => copy(frame, 'frame') },
    ];
  }

  function openSandwich(frame) {
    change({ look: 'sandwich', frame, focus: null }, true);
  }

  function list(name, frame) {
    change(withFrame(params(), name, frame), true);
  }

  function currentFrame() {
    return nameOf(lens.subject.tree, current());
  }

  function openMenuByKey() {
    const { x, y } = graph.positionOf(current());
    openMenu(current(), x, y);
  }

  function copyStack(node) {
    const { tree } = lens.subject;
    copy(pathTo(tree, node).slice(1).map((at) => nameOf(tree, at)).join(';'), 'stack');
  }

  function copy(text, what) {
    navigator.clipboard.writeText(text).then(
      () => say(`Copied the ${what}.`),
      (refusal) => say(`The browser does not let this page copy: ${refusal.message}`));
  }

  function current() {
    return graph.selected() >= 0 ? graph.selected() : graph.hovered() >= 0 ? graph.hovered() : zoomed;
  }

  function parentOf(node) {
    return Math.max(0, lens.subject.tree.parent[node]);
  }

  function vertical(way) {
    return (way === 'up') === (params().get('layout') === 'icicle') ? 'root' : 'leaf';
  }

  /** A button that sets a parameter to `value` or removes it. */
  function toggle(name, value, label, title, isPressedWithout = false) {
    const flip = () => change({ [name]: params().get(name) === value ? null : value }, false);
    const button = h('button', { type: 'button', title, onclick: flip }, label);
    return {
      element: button,
      flip,
      update: () => button.setAttribute(
        'aria-pressed', String((params().get(name) === value) !== isPressedWithout)),
    };
  }

  /** What colours tell; `flip` goes to the next. */
  function colorChoice() {
    const now = () => params().get('color') ?? '';
    const choose = (color) => change({ color: color || null }, false);
    const choice = createChoice('Colours', choose);
    return {
      element: choice.element,
      flip: () => choose(COLORS[(COLORS.findIndex(([color]) => color === now()) + 1) % COLORS.length][0]),
      update: () => choice.show(COLORS, now()),
    };
  }

  return {
    element,
    show,
    update,
    zoomTo,
    select: (node) => graph.select(node),
    /** What is on screen, as a picture. */
    canvas: graph.canvas,
    dispose() {
      unbind();
      legend.dispose();
      graph.dispose();
      sandwich?.dispose();
    },
  };
}
