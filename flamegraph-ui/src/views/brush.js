/**
 * Choosing a range of a drawing that lies along time, by pointer or by keys: arrows move a cursor,
 * with Shift they stretch the range, Enter takes it, Escape lets it go.
 *
 * @param {SVGElement} svg gets the focus
 * @param {SVGElement} band a rectangle that shows the range
 * @param {object} on
 * @param {number} on.width of the drawing, in the units of its view box
 * @param {number} on.steps that the keys move over
 * @param {(from: number, to: number) => void} on.done the two ends as parts of the width
 * @param {(step: number) => void} on.moved where the keys moved to; -1 when they let go
 */
export function addBrush(svg, band, { width, steps, done, moved }) {
  let from = null;
  let cursor = null;
  svg.setAttribute('tabindex', '0');
  svg.classList.add('brushable');

  const partAt = (event) => {
    const { left, width: wide } = svg.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / wide));
  };
  const draw = (start, to) => {
    band.setAttribute('x', String(Math.min(start, to) * width));
    band.setAttribute('width', String(Math.abs(to - start) * width));
  };
  const clear = () => {
    [from, cursor] = [null, null];
    delete svg.dataset.choosing;
    band.setAttribute('width', '0');
  };
  const take = (start, to) => {
    clear();
    done(Math.min(start, to), Math.max(start, to));
  };

  svg.addEventListener('pointerdown', (event) => {
    if (event.button === 0) {
      from = partAt(event);
      svg.dataset.choosing = '';
      svg.setPointerCapture(event.pointerId);
    }
  });
  svg.addEventListener('pointermove', (event) => from !== null && cursor === null
    && draw(from, partAt(event)));
  svg.addEventListener('pointerup', (event) => {
    const [start, to] = [from, partAt(event)];
    clear();
    if (start !== null && Math.abs(to - start) * svg.clientWidth > 3) {
      take(start, to);
    }
  });
  svg.addEventListener('pointercancel', clear);

  svg.addEventListener('keydown', (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way) {
      const next = Math.min(steps - 1, Math.max(0, (cursor ?? steps >> 1) + way));
      from = event.shiftKey && cursor !== null ? from : next / steps;
      cursor = next;
      svg.dataset.choosing = '';
      draw(Math.min(from, cursor / steps), Math.max(from, (cursor + 1) / steps));
      moved(cursor);
    } else if (event.key === 'Enter' && cursor !== null) {
      const [start, end] = [Math.min(from, cursor / steps), Math.max(from, (cursor + 1) / steps)];
      moved(-1);
      take(start, end);
    } else if (event.key === 'Escape' && cursor !== null) {
      clear();
      moved(-1);
    } else {
      return;
    }
    event.preventDefault();
  });
  svg.addEventListener('blur', () => cursor !== null && moved(-1));
}
