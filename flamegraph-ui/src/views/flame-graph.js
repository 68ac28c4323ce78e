import { layOut, childCount } from '../layout/rows.js';
import {
  ROW_HEIGHT, deepestVisibleLevel, levelTop, placeAt, scrollLimit, scrollToShow,
} from '../layout/viewport.js';
import { createPainter } from '../render/flame-painter.js';
import { isDark, onThemeChange } from '../render/theme.js';
import { paletteFor } from '../render/palette.js';
import { h } from '../render/dom.js';
import { isWithin } from '../profile/tree.js';
import { addGestures } from './flame-gestures.js';

/**
 * The flame graph itself: a canvas of the size of its box, what is zoomed, hovered and selected.
 *
 * What it shows is a subject:
 * @typedef {object} Subject
 * @property {import('../profile/tree.js').CallTree} tree
 * @property {Float64Array} weight of each node with all below it
 * @property {(dark: boolean) => (node: number) => string} coloring
 * @property {(node: number) => string} describe one line for a screen reader
 *
 * @typedef {object} GraphListener
 * @property {(node: number) => void} zoomed
 * @property {(node: number, x: number, y: number) => void} hovered node -1: nothing
 * @property {(node: number, x: number, y: number) => void} menu
 */

const ZOOM_MILLIS = 140;
const SMALLEST_SPAN = 1e-6;

/** @param {GraphListener} listener */
export function createFlameGraph(listener) {
  const spoken = h('div.unseen', { 'aria-live': 'polite' });
  const canvas = h('canvas.flame-canvas', {
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'flame graph',
    'aria-label': 'Flame graph. Arrow keys move between frames, Enter zooms, ? lists the keys.',
  });
  const bar = h('div.flame-scroll');
  const element = h('div.flame-graph', {}, canvas, bar, spoken);
  const painter = createPainter(canvas);
  const view = { left: 0, right: 0, scroll: 0, width: 0, height: 0, rootAtTop: false };

  /** @type {Subject|null} */
  let subject = null;
  /** @type {'name'|'weight'} */
  let order = 'name';
  /** @type {import('../layout/rows.js').Rows} */
  let rows;
  let scene;
  let isFrameAsked = false;
  let animation = null;
  /** Where the pointer rests; null when it is elsewhere or the keyboard leads. */
  let pointer = null;

  /**
   * @param {Subject} shown
   * @param {object} how
   * @param {boolean} how.rootAtTop
   * @param {'name'|'weight'} how.siblings
   * @param {number} how.zoomed
   * @param {boolean} [how.isNewer] newer values of what was shown before keep their place on screen
   */
  function show(shown, { rootAtTop, siblings, zoomed, isNewer = false }) {
    subject = shown;
    order = siblings;
    view.rootAtTop = rootAtTop;
    rows = layOut(subject.tree, subject.weight, order);
    scene = {
      tree: subject.tree,
      rows,
      zoomed: 0,
      hovered: -1,
      selected: -1,
      hoveredName: -1,
      matches: null,
    };
    recolor();
    animation = null;
    frameOn(zoomed);
    if (!isNewer) {
      view.scroll = scrollToShow(view, scene.tree.depth[zoomed]);
    }
    ask();
  }

  function recolor() {
    if (scene) {
      scene.palette = paletteFor(isDark());
      scene.colorOf = subject.coloring(isDark());
      ask();
    }
  }

  function frameOn(node) {
    const place = rows.place[node];
    scene.zoomed = node;
    [view.left, view.right] = [rows.left[place], rows.right[place]];
  }

  function zoom(node) {
    const from = { left: view.left, right: view.right, scroll: view.scroll };
    frameOn(node);
    const to = { left: view.left, right: view.right };
    const scroll = Math.min(
      scrollToShow(view, scene.tree.depth[node], 3 * ROW_HEIGHT), visibleScrollLimit());
    animation = matchMedia('(prefers-reduced-motion: reduce)').matches
      ? null
      : { from, to: { ...to, scroll }, startMillis: performance.now() };
    if (animation) {
      [view.left, view.right] = [from.left, from.right];
    } else {
      view.scroll = scroll;
    }
    ask();
  }

  function ask() {
    if (!isFrameAsked) {
      isFrameAsked = true;
      requestAnimationFrame(paint);
    }
  }

  function paint(nowMillis) {
    isFrameAsked = false;
    if (!scene || !canvas.isConnected) {
      return;
    }
    const { width, height } = painter.fit();
    [view.width, view.height] = [width, height];
    advance(nowMillis);
    view.scroll = Math.max(0, Math.min(view.scroll, visibleScrollLimit()));
    painter.paint(scene, view);
    rehover();
    placeScrollBar();
  }

  function advance(nowMillis) {
    if (!animation) {
      return;
    }
    const { from, to, startMillis } = animation;
    const part = Math.min(1, Math.max(0, (nowMillis - startMillis) / ZOOM_MILLIS));
    const eased = part * (2 - part);
    for (const edge of ['left', 'right', 'scroll']) {
      view[edge] = part === 1 ? to[edge] : from[edge] + (to[edge] - from[edge]) * eased;
    }
    if (part === 1) {
      animation = null;
    } else {
      ask();
    }
  }

  function visibleScrollLimit() {
    const to = animation ? animation.to : view;
    const levels = deepestVisibleLevel(rows, to.left, to.right, Math.max(1, view.width)) + 1;
    return scrollLimit(view, levels);
  }

  function placeScrollBar() {
    const limit = visibleScrollLimit();
    const part = view.height / (view.height + limit);
    bar.hidden = limit === 0;
    bar.style.height = `${Math.max(24, part * view.height)}px`;
    const way = (view.height - Math.max(24, part * view.height)) * (limit ? view.scroll / limit : 0);
    bar.style.transform = `translateY(${view.rootAtTop ? way : view.height - way - bar.offsetHeight}px)`;
  }

  /** After a zoom another frame is under a pointer that has not moved. */
  function rehover() {
    const node = pointer && !animation ? nodeAt(pointer) : scene.hovered;
    if (node !== scene.hovered) {
      hover(node, pointer);
    }
  }

  function nodeAt({ offsetX, offsetY }) {
    const place = rows ? placeAt(rows, view, offsetX, offsetY) : -1;
    return place < 0 ? -1 : rows.node[place];
  }

  function hover(node, event) {
    if (scene && scene.hovered !== node) {
      scene.hovered = node;
      ask();
    }
    listener.hovered(node, event.clientX, event.clientY);
  }

  function select(node) {
    pointer = null;
    scene.selected = node;
    if (node >= 0) {
      reveal(node);
      spoken.textContent = subject.describe(node);
    }
    ask();
  }

  /** Scrolls and, where the node is outside or too narrow to be seen, zooms. */
  function reveal(node) {
    const { tree } = scene;
    view.scroll = scrollToShow(view, tree.depth[node]);
    const whole = view.right - view.left;
    let wide = node;
    while (wide > 0 && tree.parent[wide] >= scene.zoomed
        && subject.weight[node] > 0.02 * subject.weight[tree.parent[wide]]) {
      wide = tree.parent[wide];
    }
    const isInside = isWithin(tree, node, scene.zoomed) || isWithin(tree, scene.zoomed, node);
    if (!isInside || subject.weight[node] < 0.002 * whole) {
      listener.zoomed(isInside ? wide : 0);
    }
  }

  /** Where a node stands on the screen, for a tooltip that no pointer leads. */
  function positionOf(node) {
    const box = canvas.getBoundingClientRect();
    const place = rows.place[node];
    const middle = (Math.max(rows.left[place], view.left) + Math.min(rows.right[place], view.right)) / 2;
    return {
      x: box.left + ((middle - view.left) / (view.right - view.left)) * view.width,
      y: box.top + levelTop(view, scene.tree.depth[node]) + ROW_HEIGHT,
    };
  }

  /** Moves the selection towards the leaves, the root, or along the row. */
  function step(direction) {
    const at = scene.selected < 0 ? scene.zoomed : scene.selected;
    const place = rows.place[at];
    const { parent } = scene.tree;
    const isSibling = (other) => other >= 0 && other < rows.node.length
      && parent[rows.node[other]] === parent[at];
    if (scene.selected < 0) {
      select(at);
    } else if (direction === 'root' && at > 0) {
      select(parent[at]);
    } else if (direction === 'leaf' && childCount(rows, place) > 0) {
      select(heaviestChild(place));
    } else if (direction === 'left' && isSibling(place - 1)) {
      select(rows.node[place - 1]);
    } else if (direction === 'right' && isSibling(place + 1)) {
      select(rows.node[place + 1]);
    }
  }

  function heaviestChild(place) {
    const first = rows.firstChild[place];
    let heaviest = rows.node[first];
    for (let at = first; at < first + childCount(rows, place); at++) {
      if (subject.weight[rows.node[at]] > subject.weight[heaviest]) {
        heaviest = rows.node[at];
      }
    }
    return heaviest;
  }

  /** Moves what is on screen by pixels; to the left and right within the whole. */
  function pan(x, y) {
    animation = null;
    const span = view.right - view.left;
    const wanted = view.left - (x / Math.max(1, view.width)) * span;
    view.left = Math.max(0, Math.min(rows.right[0] - span, wanted));
    view.right = view.left + span;
    view.scroll = Math.max(0, Math.min(visibleScrollLimit(), view.scroll + (view.rootAtTop ? -y : y)));
    ask();
  }

  /** Makes all wider by a factor; what stands at this part of the width stays there. */
  function stretch(by, part = 0.5) {
    animation = null;
    const whole = rows.right[0];
    const span = Math.min(whole, Math.max(whole * SMALLEST_SPAN, (view.right - view.left) / by));
    const middle = view.left + part * (view.right - view.left);
    view.left = Math.max(0, Math.min(whole - span, middle - part * span));
    view.right = view.left + span;
    ask();
  }

  addGestures(canvas, {
    nodeAt: (event) => (scene ? nodeAt(event) : -1),
    hover(event) {
      pointer = event && { offsetX: event.offsetX, offsetY: event.offsetY,
        clientX: event.clientX, clientY: event.clientY };
      if (scene) {
        hover(event ? nodeAt(event) : -1, event ?? { clientX: 0, clientY: 0 });
      }
    },
    chosen(node) {
      scene.selected = -1;
      listener.zoomed(node);
    },
    menu: listener.menu,
    pan,
    stretch: (by, event) => stretch(by, event.offsetX / Math.max(1, view.width)),
    canScroll: (y) => scene !== null
      && Math.max(0, Math.min(visibleScrollLimit(), view.scroll + (view.rootAtTop ? -y : y))) !== view.scroll,
  });

  const letGo = painter.onOutgrown(() => paint(performance.now()));
  const unsubscribe = onThemeChange(recolor);

  return {
    element,
    canvas,
    show,
    zoom,
    select,
    step,
    pan,
    stretch,
    positionOf,
    selected: () => (scene ? scene.selected : -1),
    /** Selects what was selected before newer values came: nothing moves, nothing is said. */
    keepSelected(node) {
      scene.selected = node;
      ask();
    },
    hovered: () => (scene ? scene.hovered : -1),
    mark(matches) {
      if (scene) {
        scene.matches = matches;
        ask();
      }
    },
    lightName(name) {
      if (scene && scene.hoveredName !== name) {
        scene.hoveredName = name;
        ask();
      }
    },
    dispose() {
      letGo();
      unsubscribe();
    },
  };
}
