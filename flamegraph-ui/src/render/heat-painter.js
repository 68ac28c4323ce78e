import { placeOf } from '../profile/heat.js';
import { createSurface } from './surface.js';

/**
 * Draws a heatmap with the stretches of time that are chosen in it.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function createHeatPainter(canvas) {
  const { context, fit, onOutgrown } = createSurface(canvas);

  /**
   * @param {import('../profile/heat.js').Heat} heat
   * @param {{from: number, to: number, color: string}[]} stretches of cells
   * @param {{page: string, empty: string, unknown: string, steps: string[]}} palette
   */
  function paint(heat, stretches, palette) {
    const { width, height } = fit();
    const [wide, high] = [width / heat.columns, height / heat.rows];
    const gap = Math.min(wide, high) > 5 ? 1 : 0;
    context.fillStyle = palette.empty;
    context.fillRect(0, 0, width, height);
    for (let cell = 0; cell < heat.values.length; cell++) {
      const value = heat.values[cell];
      if (value !== 0) {
        const { column, row } = placeOf(heat, cell);
        context.fillStyle = colorOf(value, heat.most, palette);
        context.fillRect(column * wide, row * high, value < 0 ? wide + 0.5 : Math.max(0.7, wide - gap),
          value < 0 ? high + 0.5 : Math.max(0.7, high - gap));
      }
    }
    stretches.forEach((stretch) => outline(heat, stretch, wide, high));
  }

  /** Cell by cell: a stretch of time goes round the end of a row. */
  function outline(heat, { from, to, color }, wide, high) {
    context.fillStyle = color;
    context.globalAlpha = 0.35;
    for (let cell = from; cell < to; cell++) {
      const { column, row } = placeOf(heat, cell);
      context.fillRect(column * wide, row * high, wide, high);
    }
    context.globalAlpha = 1;
    for (const cell of [from, to - 1]) {
      const { column, row } = placeOf(heat, cell);
      context.fillRect(heat.isRowMajor && cell !== from ? (column + 1) * wide - 2 : column * wide,
        row * high, heat.isRowMajor ? 2 : wide, heat.isRowMajor ? high : 2);
    }
  }

  return { onOutgrown, paint };
}

function colorOf(value, most, { unknown, steps }) {
  if (value < 0) {
    return unknown;
  }
  return steps[Math.min(steps.length - 1, Math.floor(Math.sqrt(value / most) * steps.length))];
}
