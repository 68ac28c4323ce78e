import { lookOf, withoutFrame } from '../profile/look.js';
import { shortNameOf } from '../profile/frame-name.js';
import { h, replace } from '../render/dom.js';

const WORDS = { only: 'only through', drop: 'without', hide: 'hidden' };

/** What makes this look at a profile another than the whole; each can be taken away. */
export function createLookChips({ params, change }) {
  const element = h('div.look-chips', { 'aria-label': 'What is left out or turned round', role: 'group' });

  function chip(text, title, changes) {
    return h('button.chip', { type: 'button', title: `${title}\nTake it away`, onclick: () => change(changes, true) },
      text, h('span.faint', {}, ' ×'));
  }

  return {
    element,
    update() {
      const look = lookOf(params());
      const chips = [
        look.sandwich && chip(`sandwich of ${shortNameOf(look.sandwich)}`, look.sandwich, { look: null, frame: null }),
        look.reverse && chip('reversed', 'Leaves at the root', { look: null }),
        look.recursion && chip('recursion collapsed', 'Frames that call themselves are one', { recursion: null }),
        ['only', 'drop', 'hide'].map((list) => look[list].map((frame) => chip(
          `${WORDS[list]} ${shortNameOf(frame)}`, frame, withoutFrame(params(), list, frame)))),
      ];
      replace(element, chips);
      element.hidden = element.childElementCount === 0;
    },
  };
}
