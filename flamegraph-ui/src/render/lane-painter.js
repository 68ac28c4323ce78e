import { ticksOf, xOf } from '../layout/lanes.js';
import { formatClock } from '../profile/format.js';
import { createSurface } from './surface.js';

/**
 * Draws lanes of locks with the pauses of JVMs as bands through all of them.
 *
 * @typedef {object} LaneScene
 * @property {import('../layout/lanes.js').Lane[]} lanes
 * @property {number} startMillis of the locks' lines
 * @property {number} stepMillis
 * @property {object[]} pauses of `/pauses`
 * @property {{from: number, to: number}|null} selection in ms
 * @property {{lane: object, wait: object}|null} hovered
 * @property {import('./palette.js').LanePalette} palette
 */

const FONT = '11px system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';
const NARROWEST = 0.75;
const THINNEST = 1e-6;
const PALEST = 0.3;
const TICKS_APART = 110;
export const AXIS_HEIGHT = 18;

export function createLanePainter(canvas) {
  const { context, fit, onOutgrown } = createSurface(canvas);

  /** After `fit`. @param {LaneScene} scene @param {import('../layout/lanes.js').LaneView} view */
  function paint(scene, view) {
    const { palette, lanes } = scene;
    context.fillStyle = palette.page;
    context.fillRect(0, 0, view.width, view.height);
    paintBands(scene, view);
    context.save();
    context.beginPath();
    context.rect(0, AXIS_HEIGHT, view.width, view.height - AXIS_HEIGHT);
    context.clip();
    context.translate(0, AXIS_HEIGHT - view.scroll);
    for (const lane of lanes) {
      if (lane.top + lane.height >= view.scroll && lane.top <= view.scroll + view.height) {
        (lane.kind === 'lock' ? paintLock : paintThread)(lane, scene, view);
      }
    }
    paintArrow(scene, view);
    context.restore();
    paintSelection(scene, view);
    paintAxis(palette, view);
  }

  function paintBands({ pauses, palette }, view) {
    for (const kind of ['gc', 'safepoint']) {
      context.fillStyle = palette[kind];
      // Of each pixel the part that lies in pauses which are narrower than it.
      const thin = new Float64Array(Math.ceil(view.width) + 1);
      let painted = -1;
      for (const pause of pauses) {
        const from = xOf(view, pause.startMicros / 1000);
        const to = xOf(view, pause.startMicros / 1000 + pause.durationNanos / 1e6);
        if (pause.kind !== kind || to < 0 || from > view.width) {
          continue;
        }
        if (to - from < 1) {
          thin[Math.max(0, Math.floor(from))] += Math.max(to - from, THINNEST);
        } else if (to > painted) {
          const start = Math.max(from, painted);
          context.fillRect(start, AXIS_HEIGHT, to - start, view.height);
          painted = to;
        }
      }
      paintThin(thin, view);
    }
  }

  /** Pale where JVMs stood still for little of a pixel's time, however often that was. */
  function paintThin(thin, view) {
    thin.forEach((part, x) => {
      if (part > 0) {
        context.globalAlpha = Math.min(1, PALEST + (1 - PALEST) * Math.sqrt(part));
        context.fillRect(x, AXIS_HEIGHT, 1, view.height);
      }
    });
    context.globalAlpha = 1;
  }

  function paintLock(lane, { startMillis, stepMillis, palette }, view) {
    const { totalNanos, netNanos } = lane.lock.line;
    const bottom = lane.top + lane.height - 3;
    const scale = (lane.height - 9) / Math.max(1, lane.most);
    const wide = (stepMillis / (view.toMillis - view.fromMillis)) * view.width;
    const first = Math.max(0, Math.floor((view.fromMillis - startMillis) / stepMillis));
    const last = Math.min(totalNanos.length, Math.ceil((view.toMillis - startMillis) / stepMillis));
    for (const part of ['net', 'paused']) {
      context.fillStyle = palette[part];
      for (let at = first; at < last; at++) {
        const net = netNanos[at] * scale;
        const high = part === 'net' ? net : totalNanos[at] * scale - net;
        if (high > 0) {
          const below = part === 'net' ? 0 : net;
          context.fillRect(xOf(view, startMillis + at * stepMillis), bottom - below - Math.max(high, 0.5),
            Math.max(wide, NARROWEST), Math.max(high, 0.5));
        }
      }
    }
    context.fillStyle = palette.line;
    context.fillRect(0, bottom + 2, view.width, 1);
  }

  function paintThread(lane, { palette, hovered }, view) {
    const [top, high] = [lane.top + 3, lane.height - 6];
    context.fillStyle = palette.wait;
    let painted = -1;
    for (const wait of lane.thread.waits) {
      const from = xOf(view, wait.startMicros / 1000);
      const to = Math.max(from + NARROWEST,
        xOf(view, wait.startMicros / 1000 + wait.durationNanos / 1e6));
      if (to > painted && to >= 0 && from <= view.width) {
        const start = Math.max(from, painted, 0);
        context.fillRect(start, top, Math.min(to, view.width) - start, high);
        painted = to;
      }
    }
    if (hovered?.lane.thread === lane.thread) {
      const from = xOf(view, hovered.wait.startMicros / 1000);
      const wide = (hovered.wait.durationNanos / 1e6 / (view.toMillis - view.fromMillis)) * view.width;
      context.strokeStyle = palette.ink;
      context.lineWidth = 1.5;
      context.strokeRect(from, top - 1, Math.max(2, wide), high + 2);
    }
  }

  /** From the owner's lane, where it waited for the same lock itself, to the waiter's. */
  function paintArrow({ lanes, hovered, palette }, view) {
    const owner = hovered && lanes.find(({ thread }) => thread?.instance === hovered.wait.instance
      && thread.thread === hovered.wait.owner);
    if (!owner) {
      return;
    }
    const x = Math.max(6, xOf(view, hovered.wait.startMicros / 1000));
    const from = owner.top + owner.height / 2;
    const to = hovered.lane.top + hovered.lane.height / 2;
    const way = Math.sign(to - from) || 1;
    context.strokeStyle = context.fillStyle = palette.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, from, 3, 0, 2 * Math.PI);
    context.fill();
    context.beginPath();
    context.moveTo(x, from);
    context.lineTo(x, to - 5 * way);
    context.stroke();
    context.beginPath();
    context.moveTo(x, to);
    context.lineTo(x - 4, to - 7 * way);
    context.lineTo(x + 4, to - 7 * way);
    context.fill();
  }

  function paintSelection({ selection, palette }, view) {
    if (selection) {
      const from = xOf(view, selection.from);
      const wide = Math.max(1, xOf(view, selection.to) - from);
      context.globalAlpha = 0.16;
      context.fillStyle = palette.selection;
      context.fillRect(from, 0, wide, view.height);
      context.globalAlpha = 1;
      context.fillRect(from, 0, 1, view.height);
      context.fillRect(from + wide - 1, 0, 1, view.height);
    }
  }

  function paintAxis(palette, view) {
    const { ticks, step } = ticksOf(view, TICKS_APART);
    context.fillStyle = palette.page;
    context.fillRect(0, 0, view.width, AXIS_HEIGHT - 1);
    context.font = FONT;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    for (const millis of ticks) {
      const x = xOf(view, millis);
      context.fillStyle = palette.line;
      context.fillRect(x, 0, 1, AXIS_HEIGHT);
      context.fillStyle = palette.faint;
      context.fillText(clock(millis, step), x + 4, AXIS_HEIGHT / 2);
    }
  }

  return { fit, onOutgrown, paint };
}

function clock(millis, step) {
  const time = formatClock(millis);
  return step < 1000 ? `${time}.${String(Math.floor(millis % 1000)).padStart(3, '0')}` : time;
}
