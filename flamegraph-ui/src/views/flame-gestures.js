/** How far a press may move and still be a click. */
const CLICK_PIXELS = 4;
const STRETCH = 1.15;

/**
 * Pointer and wheel on a flame graph: rest to hover, click to choose, drag to move it, the wheel to
 * scroll, with Ctrl to make it wider or narrower.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {object} on
 * @param {(event: MouseEvent) => number} on.nodeAt -1 for none
 * @param {(event: MouseEvent|null) => void} on.hover null: the pointer is elsewhere
 * @param {(node: number) => void} on.chosen
 * @param {(node: number, x: number, y: number) => void} on.menu
 * @param {(x: number, y: number) => void} on.pan by pixels
 * @param {(by: number, event: MouseEvent) => void} on.stretch
 * @param {(y: number) => boolean} on.canScroll whether a move by pixels would change anything
 */
export function addGestures(canvas, { nodeAt, hover, chosen, menu, pan, stretch, canScroll }) {
  let pressed = null;
  let isDragged = false;

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button === 0) {
      pressed = { x: event.clientX, y: event.clientY };
      isDragged = false;
    }
  });
  canvas.addEventListener('pointermove', (event) => {
    const moved = pressed && { x: event.clientX - pressed.x, y: event.clientY - pressed.y };
    if (moved && (isDragged || Math.hypot(moved.x, moved.y) > CLICK_PIXELS)) {
      if (!isDragged) {
        canvas.setPointerCapture(event.pointerId);
        canvas.classList.add('dragged');
        hover(null);
      }
      isDragged = true;
      pressed = { x: event.clientX, y: event.clientY };
      pan(moved.x, moved.y);
    } else {
      hover(event);
    }
  });
  const release = () => {
    pressed = null;
    canvas.classList.remove('dragged');
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => hover(null));
  canvas.addEventListener('click', (event) => {
    const node = isDragged ? -1 : nodeAt(event);
    if (node >= 0) {
      chosen(node);
    }
  });
  canvas.addEventListener('contextmenu', (event) => {
    const node = nodeAt(event);
    if (node >= 0) {
      event.preventDefault();
      menu(node, event.clientX, event.clientY);
    }
  });
  canvas.addEventListener('wheel', (event) => {
    if (event.ctrlKey) {
      stretch(event.deltaY < 0 ? STRETCH : 1 / STRETCH, event);
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      pan(-event.deltaX, 0);
    } else if (canScroll(-event.deltaY)) {
      pan(0, -event.deltaY);
      hover(event);
    } else {
      return;
    }
    event.preventDefault();
  }, { passive: false });
}
