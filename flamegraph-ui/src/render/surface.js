/**
 * A canvas whose pixels fit its box. Whoever paints on it fits it first, in the same turn, and paints
 * from a ResizeObserver whenever the box changes: what was painted for another box is never stretched.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function createSurface(canvas) {
  const context = canvas.getContext('2d', { alpha: false });

  function wanted() {
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = window.devicePixelRatio || 1;
    return { width, height, ratio, wide: Math.round(width * ratio), high: Math.round(height * ratio) };
  }

  return {
    context,
    /** @returns {{width: number, height: number}} of the box, in which is painted from now on */
    fit() {
      const { width, height, ratio, wide, high } = wanted();
      // Setting a size clears the canvas, though it be the same one.
      if (canvas.width !== wide || canvas.height !== high) {
        [canvas.width, canvas.height] = [wide, high];
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      return { width, height };
    },
    /**
     * Calls `paint` when the box has another size than what was painted, before that is seen.
     *
     * @param {() => void} paint
     * @returns {() => void} ends it
     */
    onOutgrown(paint) {
      const sizes = new ResizeObserver(() => {
        const { wide, high } = wanted();
        if (canvas.width !== wide || canvas.height !== high) {
          paint();
        }
      });
      sizes.observe(canvas);
      return () => sizes.disconnect();
    },
  };
}
