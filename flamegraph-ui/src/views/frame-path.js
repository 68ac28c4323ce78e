import { nameOf, pathTo } from '../profile/tree.js';
import { shortNameOf } from '../profile/frame-name.js';
import { h, replace } from '../render/dom.js';

const SHOWN_AT_EACH_END = 3;

/** The frames above what is zoomed; each is a way back. */
export function createFramePath(zoomTo) {
  const list = h('ol');
  const element = h('nav.frame-path', { 'aria-label': 'Zoomed frame' }, list);

  function show(tree, node, isWhole = false) {
    const path = pathTo(tree, node);
    const hidden = path.length - 2 * SHOWN_AT_EACH_END - 1;
    const isLong = hidden > 1 && !isWhole;
    const shown = isLong
      ? [...path.slice(0, SHOWN_AT_EACH_END), -1, ...path.slice(-SHOWN_AT_EACH_END - 1)]
      : path;
    replace(list, shown.map((at) => h('li', {}, at < 0
      ? h('button.link', {
        type: 'button', title: `Show ${hidden} more frames`, onclick: () => show(tree, node, true),
      }, `… ${hidden} …`)
      : at === node
        ? h('span', { 'aria-current': 'true', title: nameOf(tree, at) }, label(tree, at))
        : h('button.link', {
          type: 'button', title: nameOf(tree, at), onclick: () => zoomTo(at),
        }, label(tree, at)))));
  }

  return { element, show };
}

function label(tree, node) {
  return shortNameOf(nameOf(tree, node));
}
