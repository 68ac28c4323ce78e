import { ROW_HEIGHT, forEachVisible, levelTop } from '../layout/viewport.js';
import { MERGED, shortNameOf } from '../profile/frame-name.js';
import { createSurface } from './surface.js';

/**
 * Draws the visible part of a flame graph.
 *
 * @typedef {object} Scene
 * @property {import('../profile/tree.js').CallTree} tree
 * @property {import('../layout/rows.js').Rows} rows
 * @property {(node: number) => string} colorOf
 * @property {import('./palette.js').Palette} palette
 * @property {number} zoomed the node that fills the view
 * @property {number} hovered node, -1 for none
 * @property {number} selected node, -1 for none
 * @property {number} hoveredName index of a name to show everywhere, -1 for none
 * @property {Uint8Array|null} matches 1 for each name that the search found
 */

const FONT = '11.5px system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';
const PADDING = 4;
const NARROWEST_LABEL = 26;
const ELLIPSIS = '…';
/** What the search did not find, and what is below a zoom: how much of its colour a frame keeps, and its label. */
export const FADED = { dimmed: [0.4, 0.65], ancestor: [0.55, 1], usual: [1, 1] };

export function createPainter(canvas) {
  const { context, fit: fitBox, onOutgrown } = createSurface(canvas);
  const widths = characterWidths(context);

  /** After `fit`. @param {Scene} scene @param {import('../layout/viewport.js').Viewport} view */
  function paint(scene, view) {
    context.fillStyle = scene.palette.page;
    context.fillRect(0, 0, view.width, view.height);
    if (view.right > view.left) {
      const labels = paintFrames(scene, view);
      paintLabels(scene, labels);
      paintOutline(scene, view, scene.hovered, scene.palette.outline, 1);
      paintOutline(scene, view, scene.selected, scene.palette.selection, 2);
    }
  }

  function paintFrames(scene, view) {
    const { tree, rows, matches, hoveredName, colorOf, palette } = scene;
    const isDimmed = matches !== null || hoveredName >= 0;
    const labels = [];
    let fill = '';
    let alpha = 1;
    context.globalAlpha = 1;
    forEachVisible(rows, view, (place, level, x, width) => {
      const node = rows.node[place];
      const name = tree.name[node];
      const found = matches !== null && matches[name] === 1;
      const lit = !isDimmed || found || name === hoveredName;
      const isAncestor = node < scene.zoomed;
      const wanted = found ? palette.match : colorOf(node);
      const wantedAlpha = FADED[lit ? (isAncestor ? 'ancestor' : 'usual') : 'dimmed'][0];
      if (wanted !== fill) {
        context.fillStyle = fill = wanted;
      }
      if (wantedAlpha !== alpha) {
        context.globalAlpha = alpha = wantedAlpha;
      }
      const y = levelTop(view, level);
      context.fillRect(x, y, width > 2.5 ? width - 0.75 : width, ROW_HEIGHT - 1);
      if (width >= NARROWEST_LABEL) {
        labels.push({ node, x, y, width, lit });
      }
    });
    context.globalAlpha = 1;
    return labels;
  }

  function paintLabels(scene, labels) {
    context.font = FONT;
    context.textBaseline = 'middle';
    context.fillStyle = scene.palette.ink;
    for (const { node, x, y, width, lit } of labels) {
      const text = fit(scene.tree.names[scene.tree.name[node]], width - 2 * PADDING);
      if (text !== '') {
        context.globalAlpha = FADED[lit ? 'usual' : 'dimmed'][1];
        context.fillText(text, x + PADDING, y + ROW_HEIGHT / 2);
      }
    }
    context.globalAlpha = 1;
  }

  function paintOutline(scene, view, node, color, thickness) {
    if (node < 0) {
      return;
    }
    const { rows, tree } = scene;
    const place = rows.place[node];
    const scale = view.width / (view.right - view.left);
    const x = Math.max(0, (rows.left[place] - view.left) * scale);
    const end = Math.min(view.width, (rows.right[place] - view.left) * scale);
    if (end <= 0 || x >= view.width) {
      return;
    }
    context.strokeStyle = color;
    context.lineWidth = thickness;
    const inset = thickness / 2;
    context.strokeRect(x + inset, levelTop(view, tree.depth[node]) + inset,
      Math.max(1, end - x - 0.75 - thickness), ROW_HEIGHT - 1 - thickness);
  }

  /** The whole name, or class and method, or the method, or what of it has room. */
  function fit(name, room) {
    if (name === MERGED || widthOf(name) <= room) {
      return widthOf(name) <= room ? name : '';
    }
    const short = shortNameOf(name);
    if (widthOf(short) <= room) {
      return short;
    }
    const method = short.slice(short.lastIndexOf('.') + 1);
    return widthOf(method) <= room ? method : cut(method, room - widthOf(ELLIPSIS));
  }

  function cut(text, room) {
    let used = 0;
    let length = 0;
    while (length < text.length && used + charWidth(text, length) <= room) {
      used += charWidth(text, length++);
    }
    return length < 3 ? '' : text.slice(0, length) + ELLIPSIS;
  }

  function widthOf(text) {
    let width = 0;
    for (let i = 0; i < text.length; i++) {
      width += charWidth(text, i);
    }
    return width;
  }

  function charWidth(text, i) {
    return widths[Math.min(text.charCodeAt(i), 127)];
  }

  return { fit: fitBox, onOutgrown, paint };
}

/** Widths of ASCII, measured once; whatever lies beyond counts as the widest of them. */
function characterWidths(context) {
  context.font = FONT;
  const widths = new Float64Array(128);
  for (let code = 32; code < 127; code++) {
    widths[code] = context.measureText(String.fromCharCode(code)).width;
  }
  widths[127] = Math.max(...widths);
  return widths;
}
