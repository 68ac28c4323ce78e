/**
 * How the methods of a profile ran. It is kept by method, whatever called it, and for some of the
 * windows.
 *
 * @typedef {[kind: string, frames: number][]} Frames of each kind, the most first
 *
 * @typedef {object} FrameKinds
 * @property {Map<string, Frames>} byName by the method's name
 * @property {Frames} all
 */

const WORDS = {
  jit_compiled: 'JIT compiled',
  inlined: 'inlined',
  interpreted: 'interpreted',
  native: 'native',
  c1_compiled: 'compiled by C1',
  cpp: 'C++',
  kernel: 'kernel',
};

/**
 * @param {string[]} names of the profile
 * @param {{kinds: string[], name: number[], frames: number[]}} [sent]
 * @returns {FrameKinds|null} null where nobody asked for it
 */
export function decodeKinds(names, sent) {
  if (!sent) {
    return null;
  }
  const { kinds, name, frames } = sent;
  const width = kinds.length;
  const sums = new Float64Array(width);
  const byName = new Map();
  name.forEach((index, row) => {
    const ofMethod = frames.slice(row * width, (row + 1) * width);
    ofMethod.forEach((count, kind) => {
      sums[kind] += count;
    });
    const known = sorted(kinds, ofMethod);
    if (known.length > 0) {
      byName.set(names[index], known);
    }
  });
  return { byName, all: sorted(kinds, sums) };
}

/** @returns {Frames} */
function sorted(kinds, counts) {
  return kinds
    .map((kind, at) => /** @type {[string, number]} */ ([kind, counts[at]]))
    .filter(([kind, count]) => count > 0 && kind in WORDS)
    .sort((a, b) => b[1] - a[1]);
}

/** @param {Frames} frames */
export function sumOf(frames) {
  return frames.reduce((sum, [, count]) => sum + count, 0);
}

export function wordsOf(kind) {
  return WORDS[kind];
}
