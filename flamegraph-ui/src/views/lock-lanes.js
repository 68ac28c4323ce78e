import {
  laneAt, layLanes, millisAt, waitAt, xOf,
} from '../layout/lanes.js';
import { formatTime, formatUtc, formatValue } from '../profile/format.js';
import { AXIS_HEIGHT, createLanePainter } from '../render/lane-painter.js';
import { lanePalette } from '../render/palette.js';
import { isDark, onThemeChange } from '../render/theme.js';
import { h, replace, s } from '../render/dom.js';
import { addLaneKeys } from './lane-keys.js';
import { mostWaiting, shortName, tellLane, tellWait } from './lane-words.js';
import { sharedTooltip } from './tooltip.js';

const MOST_HEIGHT = 520;
const NEAR_PIXELS = 3;
const ZOOM = 1.4;
const RESTING_MILLIS = 300;

/**
 * Lanes of locks: the height is how many threads waited, what was inside pauses on top; pauses run
 * as bands through all of them. A lane opens to the threads that waited in it. A dragged range is
 * handed on; the wheel with Ctrl zooms, with Shift moves.
 *
 * @param {object} on
 * @param {(fromMillis: number, toMillis: number) => void} on.selected
 * @param {(lock: object) => void} on.toggled a lane is to be opened or closed
 * @param {(seen: {from: number, to: number}|null) => void} on.moved what is seen, when it has come to
 *     rest; null for all
 */
export function createLockLanes({ selected, toggled, moved }) {
  const canvas = h('canvas.lanes-canvas.brushable', {
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'time line of locks',
    'aria-label': 'Left and right move a cursor, in a thread’s lane from wait to wait; up and down go to '
      + 'the next lane; Shift and arrows select a range, Enter takes it, plus and minus zoom.',
  });
  const labels = h('ol');
  const frame = h('div.lanes-frame', {}, labels, canvas);
  const foot = h('figcaption');
  const element = h('figure.lock-lanes', {}, frame, foot);
  const painter = createLanePainter(canvas);
  const tooltip = sharedTooltip();
  const view = { fromMillis: 0, toMillis: 1, width: 1, height: 1, scroll: 0 };
  let scene = null;
  let whole = null;
  let dragFrom = null;
  let isAsked = false;
  let resting = 0;

  /**
   * @param {object} data
   * @param {object} data.answer of `/locks`
   * @param {object[]} data.locks those that get a lane
   * @param {object[]} data.pauses by time
   * @param {(lock: object) => object[]|null} data.threadsOf of an open lane
   * @param {{from: number, to: number}|null} data.selection
   * @param {{from: number, to: number}|null} data.seen null: all
   */
  function show({ answer: { startMillis, stepSeconds }, locks, pauses, threadsOf, selection, seen }) {
    const { lanes, height } = layLanes(locks, threadsOf);
    const stepMillis = stepSeconds * 1000;
    const [first, points] = covered(locks);
    const range = {
      fromMillis: startMillis + first * stepMillis,
      toMillis: startMillis + (first + points) * stepMillis,
    };
    whole = range;
    // What is being moved is told when it has come to rest.
    if (resting === 0) {
      Object.assign(view, seen ? within({ fromMillis: seen.from, toMillis: seen.to }) : range);
    }
    // While a range is being dragged the page may look again.
    scene = { lanes, startMillis, stepMillis, pauses, hovered: null,
      selection: dragFrom === null ? selection : scene.selection,
      palette: lanePalette(isDark()) };
    replace(labels, lanes.map((lane) => label(lane, threadsOf(lane.lock) !== null)));
    const shown = Math.min(MOST_HEIGHT, height + AXIS_HEIGHT);
    // Style sheets cannot know how many lanes there are; a policy without inline styles allows this.
    frame.style.height = `${shown}px`;
    canvas.style.height = `${shown}px`;
    showFoot();
    ask();
  }

  /** @param {import('../layout/lanes.js').Lane} lane @param {boolean} isOpen */
  function label({ kind, lock, thread }, isOpen) {
    if (kind === 'thread') {
      return h('li.lane-thread', { title: `${thread.thread} in ${thread.instance}` },
        thread.thread, h('span.faint', {}, ` ${formatValue(thread.nanos, 'nanoseconds')}`));
    }
    return h('li.lane-lock', {},
      h('button.link', {
        type: 'button',
        title: `${lock.lockClass}\n${isOpen ? 'Close' : 'Open: a lane for each thread that waited'}`,
        'aria-expanded': String(isOpen),
        onclick: () => toggled(lock),
      }, h('span.twist', { 'aria-hidden': 'true' }, isOpen ? '▾' : '▸'), ` ${shortName(lock)}`),
      h('span.faint', {}, `${lock.kind.replace('_', ' ')}, at most ${mostWaiting(lock, scene.stepMillis)}`));
  }

  function showFoot() {
    replace(foot,
      h('span.legend', {},
        key('lane-net', 'waiting, net of pauses'), key('lane-paused', 'inside pauses'),
        key('pause-gc', 'GC pause'), key('pause-safepoint', 'other safepoint')),
      h('span.spring'),
      h('span.faint', { title: `${formatUtc(view.fromMillis)} – ${formatUtc(view.toMillis)}` },
        `${formatTime(view.fromMillis)} – ${formatTime(view.toMillis)}`),
      h('button.small', { type: 'button', onclick: () => zoomAt(0.5, 1 / ZOOM) }, '−'),
      h('button.small', { type: 'button', onclick: () => zoomAt(0.5, ZOOM) }, '+'),
      h('button.small', { type: 'button', onclick: () => move(whole) }, 'All'));
  }

  function ask() {
    if (!isAsked) {
      isAsked = true;
      requestAnimationFrame(paint);
    }
  }

  function paint() {
    isAsked = false;
    if (scene && canvas.isConnected) {
      Object.assign(view, painter.fit(), { scroll: frame.scrollTop });
      painter.paint(scene, view);
    }
  }

  function zoomAt(part, by) {
    const span = (view.toMillis - view.fromMillis) / by;
    const middle = view.fromMillis + part * (view.toMillis - view.fromMillis);
    move({ fromMillis: middle - part * span, toMillis: middle + (1 - part) * span });
  }

  function move(range) {
    Object.assign(view, within(range));
    showFoot();
    ask();
    clearTimeout(resting);
    resting = setTimeout(() => {
      resting = 0;
      const isWhole = view.fromMillis === whole.fromMillis && view.toMillis === whole.toMillis;
      moved(isWhole ? null : { from: Math.floor(view.fromMillis), to: Math.ceil(view.toMillis) });
    }, RESTING_MILLIS);
  }

  /** Within what there is, and never closer than a millisecond. */
  function within({ fromMillis, toMillis }) {
    const span = Math.min(whole.toMillis - whole.fromMillis, Math.max(1, toMillis - fromMillis));
    const from = Math.max(whole.fromMillis, Math.min(fromMillis, whole.toMillis - span));
    return { fromMillis: from, toMillis: from + span };
  }

  function hover(event) {
    const { left, top } = canvas.getBoundingClientRect();
    look(laneAt(scene.lanes, event.clientY - top - AXIS_HEIGHT + view.scroll),
      millisAt(view, event.clientX - left), event.clientX, event.clientY);
  }

  /** Where the keys moved to; it is brought into view. */
  function lookAt(lane, millis) {
    if (!lane) {
      return;
    }
    const room = view.height - AXIS_HEIGHT;
    frame.scrollTop = Math.min(lane.top, Math.max(lane.top + lane.height - room, frame.scrollTop));
    const { left, top } = canvas.getBoundingClientRect();
    look(lane, millis, left + xOf(view, millis),
      top + AXIS_HEIGHT + lane.top + lane.height / 2 - frame.scrollTop);
  }

  function look(lane, millis, x, y) {
    const near = (NEAR_PIXELS / view.width) * (view.toMillis - view.fromMillis);
    const wait = lane?.kind === 'thread' ? waitAt(lane.thread.waits, millis, near) : null;
    const before = scene.hovered?.wait ?? null;
    scene.hovered = wait && { lane, wait };
    if (before !== wait) {
      ask();
    }
    if (wait) {
      tooltip.show(tellWait(wait), x, y);
    } else if (lane) {
      tooltip.show(tellLane(lane, millis, scene), x, y);
    } else {
      tooltip.hide();
    }
  }

  function take(from, to) {
    scene.selection = { from: Math.floor(Math.min(from, to)), to: Math.ceil(Math.max(from, to)) };
    ask();
    selected(scene.selection.from, scene.selection.to);
  }

  const at = (event) => millisAt(view, event.clientX - canvas.getBoundingClientRect().left);
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && scene) {
      dragFrom = at(event);
      canvas.setPointerCapture(event.pointerId);
    }
  });
  canvas.addEventListener('pointermove', (event) => {
    if (dragFrom !== null) {
      const to = at(event);
      scene.selection = { from: Math.min(dragFrom, to), to: Math.max(dragFrom, to) };
      ask();
    } else if (scene) {
      hover(event);
    }
  });
  canvas.addEventListener('pointerup', (event) => {
    const from = dragFrom;
    dragFrom = null;
    if (from !== null && Math.abs(xOf(view, at(event)) - xOf(view, from)) > 3) {
      take(from, at(event));
    } else if (from !== null) {
      scene.selection = null;
      ask();
    }
  });
  canvas.addEventListener('pointerleave', () => {
    tooltip.hide();
    if (scene) {
      scene.hovered = null;
      ask();
    }
  });
  canvas.addEventListener('wheel', (event) => {
    const part = (at(event) - view.fromMillis) / (view.toMillis - view.fromMillis);
    if (event.ctrlKey) {
      zoomAt(part, event.deltaY < 0 ? ZOOM : 1 / ZOOM);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const by = ((event.deltaX || event.deltaY) / view.width) * (view.toMillis - view.fromMillis);
      move({ fromMillis: view.fromMillis + by, toMillis: view.toMillis + by });
    } else {
      return;
    }
    event.preventDefault();
  }, { passive: false });
  addLaneKeys(canvas, {
    lanes: () => scene?.lanes ?? [],
    view: () => view,
    moved: lookAt,
    stretched(from, to) {
      scene.selection = { from, to };
      ask();
    },
    taken: take,
    zoomed: (isCloser) => zoomAt(0.5, isCloser ? ZOOM : 1 / ZOOM),
  });
  canvas.addEventListener('blur', tooltip.hide);
  frame.addEventListener('scroll', ask);
  const letGo = painter.onOutgrown(paint);
  const unsubscribe = onThemeChange(() => {
    if (scene) {
      scene.palette = lanePalette(isDark());
      ask();
    }
  });

  return {
    element,
    show,
    dispose() {
      clearTimeout(resting);
      letGo();
      unsubscribe();
      tooltip.hide();
    },
  };
}

/** Before the first wait and after the last there is nothing to draw. */
function covered(locks) {
  const length = locks[0].line.waits.length;
  let first = length;
  let last = 0;
  for (const { line } of locks) {
    for (let at = 0; at < length; at++) {
      if (line.waits[at] > 0) {
        first = Math.min(first, at);
        last = Math.max(last, at);
      }
    }
  }
  first = Math.max(0, Math.min(first, last) - 1);
  return [first, Math.min(length, last + 2) - first];
}

function key(name, text) {
  return h('span', {}, s('svg', { viewBox: '0 0 12 8', width: 12, height: 8, 'aria-hidden': 'true' },
    s('path', { d: 'M0 0h12v8h-12z', class: name })), ` ${text}`);
}
