import { kindOf, looksLikeClass, shortNameOf } from '../profile/frame-name.js';
import { h } from '../render/dom.js';

const SHOWN = 30;

/**
 * A stack as a person reads it in a stack trace: the innermost frame first, the JDK's own faint, the
 * place in the source beside the method.
 *
 * @param {string[]} frames root first, `a.b.Class.method` or `a.b.Class.method(File.java:7)`
 */
export function stackList(frames) {
  const inner = [...frames].reverse();
  // Stacks of waits end in the class that was waited for, which is no frame.
  const own = inner.findIndex((frame) => kindOf(frame) === 'application' && !looksLikeClass(frame));
  return h('ol.stack', {}, inner.slice(0, SHOWN).map((frame, at) => frameItem(frame, at === own)),
    inner.length > SHOWN && h('li.faint', {}, `… ${inner.length - SHOWN} more`));
}

function frameItem(frame, isOwn) {
  const open = frame.indexOf('(');
  const [name, place] = open < 0 ? [frame, ''] : [frame.slice(0, open), frame.slice(open + 1, -1)];
  return h('li', { class: `frame-${kindOf(name)}${isOwn ? ' frame-own' : ''}`, title: frame },
    shortNameOf(name), place && h('span.place', {}, ` ${place}`));
}
