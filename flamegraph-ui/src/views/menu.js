import { h, replace } from '../render/dom.js';

/**
 * A menu at a point, by mouse or arrow keys; it closes when something else is used.
 *
 * @typedef {object} Item
 * @property {string} label
 * @property {string} [key] that does the same
 * @property {() => void} run
 */
export function createMenu() {
  const element = h('div.menu', { role: 'menu', hidden: true });
  let focusBefore = null;

  /** @param {Item[]} items */
  function open(items, x, y) {
    focusBefore = document.activeElement;
    replace(element, items.map((item) => h('button', {
      type: 'button',
      role: 'menuitem',
      onclick: () => {
        close();
        item.run();
      },
    }, h('span', {}, item.label), item.key && h('kbd', {}, item.key))));
    element.hidden = false;
    const left = Math.min(x, innerWidth - element.offsetWidth - 4);
    const top = Math.min(y, innerHeight - element.offsetHeight - 4);
    element.style.transform = `translate(${left}px, ${top}px)`;
    element.firstElementChild.focus();
  }

  function close() {
    if (!element.hidden) {
      element.hidden = true;
      focusBefore?.focus({ preventScroll: true });
    }
  }

  element.addEventListener('keydown', (event) => {
    const items = [...element.children];
    const at = items.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length };
    if (event.key in moves) {
      items[moves[event.key] % items.length].focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  element.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !element.contains(event.relatedTarget)) {
      element.hidden = true;
    }
  });
  document.addEventListener('pointerdown', (event) => {
    if (!element.contains(event.target)) {
      element.hidden = true;
    }
  });

  return { element, open };
}
