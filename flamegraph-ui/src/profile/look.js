/**
 * How a profile is looked at, in parameters of an address.
 *
 * only, drop, hide: frames, one a line; recursion: collapse; look: reverse or sandwich; frame: of
 * the sandwich.
 */

const LISTS = ['only', 'drop', 'hide'];

/** @param {URLSearchParams} params @returns {import('./transform.js').Look & {sandwich: string}} */
export function lookOf(params) {
  const list = (name) => (params.get(name) ?? '').split('\n').filter(Boolean);
  return {
    only: list('only'),
    drop: list('drop'),
    hide: list('hide'),
    recursion: params.get('recursion') === 'collapse',
    reverse: params.get('look') === 'reverse',
    sandwich: params.get('look') === 'sandwich' ? params.get('frame') ?? '' : '',
  };
}

/** Changes of parameters that add a frame to a list. */
export function withFrame(params, list, frame) {
  const frames = lookOf(params)[list];
  return { [list]: [...frames.filter((other) => other !== frame), frame].join('\n'), focus: null };
}

export function withoutFrame(params, list, frame) {
  return { [list]: lookOf(params)[list].filter((other) => other !== frame).join('\n'), focus: null };
}

/** What tells one look from another. */
export function lookId(params) {
  return [...LISTS, 'recursion', 'look', 'frame', 'color'].map((name) => params.get(name) ?? '').join('\r');
}
