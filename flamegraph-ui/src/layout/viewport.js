import { firstReaching } from './rows.js';

/**
 * The part of the rows that is on screen.
 *
 * @typedef {object} Viewport
 * @property {number} left in the unit of the weights
 * @property {number} right
 * @property {number} scroll pixels by which the rows are pushed out at the root's side
 * @property {number} width pixels
 * @property {number} height pixels
 * @property {boolean} rootAtTop icicle; else the root is at the bottom
 */

export const ROW_HEIGHT = 18;
const NARROWEST_PIXELS = 0.5;

/** The top edge of a level, in pixels from the top of the view. */
export function levelTop(view, level) {
  const fromRoot = level * ROW_HEIGHT - view.scroll;
  return view.rootAtTop ? fromRoot : view.height - fromRoot - ROW_HEIGHT;
}

export function levelAt(view, y) {
  const fromRoot = view.rootAtTop ? y : view.height - y;
  return Math.floor((fromRoot + view.scroll) / ROW_HEIGHT);
}

/** The largest scroll that still fills the view. */
export function scrollLimit(view, levels) {
  return Math.max(0, levels * ROW_HEIGHT - view.height);
}

/** The scroll nearest to the present one that shows this level. */
export function scrollToShow(view, level, margin = ROW_HEIGHT) {
  const near = level * ROW_HEIGHT - margin;
  const far = (level + 1) * ROW_HEIGHT + margin - view.height;
  return Math.max(0, Math.min(near, Math.max(far, view.scroll)));
}

/**
 * Calls `visit(place, level, x, width)` for each node that is on screen and wide enough to be seen,
 * cut to the view. Levels beyond the last one with such a node are not looked at.
 */
export function forEachVisible(rows, view, visit) {
  const scale = view.width / (view.right - view.left);
  const narrowest = NARROWEST_PIXELS / scale;
  const firstLevel = Math.max(0, Math.floor(view.scroll / ROW_HEIGHT));
  const lastLevel = Math.min(rows.depth - 1, Math.ceil((view.scroll + view.height) / ROW_HEIGHT));
  for (let level = firstLevel; level <= lastLevel; level++) {
    const to = rows.levelStart[level + 1];
    let at = firstReaching(rows, rows.levelStart[level], to, view.left);
    let seen = false;
    while (at < to && rows.left[at] < view.right) {
      if (rows.right[at] - rows.left[at] < narrowest) {
        // Whatever ends within half a pixel of here is narrower still: go on behind it.
        at = firstReaching(rows, at + 1, to, rows.left[at] + narrowest);
        continue;
      }
      const x = (Math.max(rows.left[at], view.left) - view.left) * scale;
      const end = (Math.min(rows.right[at], view.right) - view.left) * scale;
      visit(at, level, x, end - x);
      seen = true;
      at++;
    }
    if (!seen) {
      return;
    }
  }
}

/** The place under a point of the view, -1 where there is none. */
export function placeAt(rows, view, x, y) {
  const level = levelAt(view, y);
  if (level < 0 || level >= rows.depth) {
    return -1;
  }
  const at = view.left + (x / view.width) * (view.right - view.left);
  const to = rows.levelStart[level + 1];
  const found = firstReaching(rows, rows.levelStart[level], to, at);
  return found < to && rows.left[found] <= at ? found : -1;
}

/** The deepest level at which something under [left, right) is wide enough to be seen. */
export function deepestVisibleLevel(rows, left, right, width) {
  const narrowest = (NARROWEST_PIXELS * (right - left)) / width;
  let deepest = 0;
  for (let level = 0; level < rows.depth; level++) {
    const to = rows.levelStart[level + 1];
    let at = firstReaching(rows, rows.levelStart[level], to, left);
    while (at < to && rows.left[at] < right && rows.right[at] - rows.left[at] < narrowest) {
      at = firstReaching(rows, at + 1, to, rows.left[at] + narrowest);
    }
    if (at >= to || rows.left[at] >= right) {
      return deepest;
    }
    deepest = level;
  }
  return deepest;
}
