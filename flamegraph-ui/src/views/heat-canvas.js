import { cellOf, placeOf } from '../profile/heat.js';
import { createHeatPainter } from '../render/heat-painter.js';
import { heatPalette } from '../render/palette.js';
import { isDark, onThemeChange } from '../render/theme.js';
import { h } from '../render/dom.js';
import { sharedTooltip } from './tooltip.js';

const HEIGHT = 300;

/**
 * A heatmap in which a stretch of time is chosen by dragging from cell to cell, or by keys: arrows
 * move a cursor, with Shift they stretch it, Enter takes it.
 *
 * @param {object} on
 * @param {(fromMillis: number, toMillis: number) => void} on.chosen
 * @param {(fromMillis: number, value: number) => {title: string, rows: string[][]}} on.tell of a cell
 */
export function createHeatCanvas({ chosen, tell }) {
  const canvas = h('canvas.heat-canvas.brushable', {
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'heatmap',
    'aria-label': 'Heatmap. Arrows move a cursor, Shift and arrows choose a stretch, Enter takes it.',
  });
  const painter = createHeatPainter(canvas);
  const tooltip = sharedTooltip();
  let heat = null;
  let taken = [];
  let anchor = null;
  let cursor = null;
  let isDragged = false;

  function paint() {
    if (heat && canvas.isConnected) {
      const palette = heatPalette(isDark());
      const stretches = taken.map(({ from, to }, at) => ({
        from: Math.max(0, cellAt(from)),
        to: Math.min(heat.values.length, Math.max(cellAt(from) + 1, cellAt(to))),
        color: at === 0 ? palette.first : palette.second,
      }));
      if (anchor !== null) {
        stretches.push({ from: Math.min(anchor, cursor), to: Math.max(anchor, cursor) + 1,
          color: palette.first });
      }
      painter.paint(heat, stretches, palette);
    }
  }

  function cellAt(millis) {
    return Math.round((millis - heat.startMillis) / heat.cellMillis);
  }

  function cellUnder({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const limited = (part, count) => Math.max(0, Math.min(count - 1, Math.floor(part * count)));
    return cellOf(heat, limited((clientX - left) / width, heat.columns),
      limited((clientY - top) / height, heat.rows));
  }

  function millisOf(cell) {
    return heat.startMillis + cell * heat.cellMillis;
  }

  function take() {
    const [from, to] = [Math.min(anchor, cursor), Math.max(anchor, cursor) + 1];
    anchor = null;
    chosen(Math.floor(millisOf(from)), Math.ceil(millisOf(to)));
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && heat) {
      anchor = cursor = cellUnder(event);
      isDragged = true;
      canvas.setPointerCapture(event.pointerId);
      paint();
    }
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!heat) {
      return;
    }
    const cell = cellUnder(event);
    tooltip.show(tell(millisOf(cell), heat.values[cell]), event.clientX, event.clientY);
    if (isDragged && cell !== cursor) {
      cursor = cell;
      paint();
    }
  });
  canvas.addEventListener('pointerup', () => {
    if (isDragged) {
      isDragged = false;
      take();
    }
  });
  canvas.addEventListener('pointerleave', tooltip.hide);
  canvas.addEventListener('keydown', (event) => {
    const along = heat?.isRowMajor ? { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -heat.columns, ArrowDown: heat.columns }
      : { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -(heat?.rows ?? 0), ArrowRight: heat?.rows ?? 0 };
    const by = along[event.key];
    if (by && heat) {
      const last = heat.values.length - 1;
      cursor = Math.max(0, Math.min(last, (cursor ?? heat.values.length >> 1) + by));
      anchor = event.shiftKey && anchor !== null ? anchor : cursor;
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const { column, row } = placeOf(heat, cursor);
      tooltip.show(tell(millisOf(cursor), heat.values[cursor]),
        left + (column / heat.columns) * width, top + (row / heat.rows) * height);
      paint();
    } else if (event.key === 'Enter' && anchor !== null) {
      take();
    } else {
      return;
    }
    event.preventDefault();
  });
  canvas.style.height = `${HEIGHT}px`;
  const letGo = painter.onOutgrown(paint);
  const unsubscribe = onThemeChange(paint);

  return {
    element: canvas,
    /** @param {object} shown @param {{from: number, to: number}[]} stretches in ms */
    show(shown, stretches) {
      [heat, taken] = [shown, stretches];
      paint();
    },
    dispose() {
      letGo();
      unsubscribe();
      tooltip.hide();
    },
  };
}
