/**
 * Names for places in a tree that hold across releases, ranges and reloads: 64 bits over the frames
 * from the root, so that an address can say what is zoomed however deep it stands.
 */

const LENGTH = 16;

const AT = /^at(\d+)$/;

/** @returns {string} 16 hexadecimal digits; the node's number where names do not tell siblings apart */
export function pathIdOf(tree, path) {
  if (tree.repeats) {
    return `at${path[path.length - 1]}`;
  }
  let [high, low] = [0, 0];
  for (const node of path.slice(1)) {
    const name = tree.names[tree.name[node]];
    [high, low] = [mix(high, hashOf(name, 1)), mix(low, hashOf(name, 2))];
  }
  return hex(high) + hex(low);
}

/** @returns {number} the node of this id, -1 when the tree has none */
export function nodeOfPathId(tree, id) {
  const number = Number(AT.exec(id)?.[1] ?? -1);
  if (tree.repeats) {
    return number < tree.size ? number : -1;
  }
  if (id.length !== LENGTH) {
    return -1;
  }
  const wanted = [parseInt(id.slice(0, 8), 16), parseInt(id.slice(8), 16)];
  const hashes = [1, 2].map((seed) => Uint32Array.from(tree.names, (name) => hashOf(name, seed)));
  const high = new Uint32Array(tree.size);
  const low = new Uint32Array(tree.size);
  for (let node = 1; node < tree.size; node++) {
    const parent = tree.parent[node];
    high[node] = mix(high[parent], hashes[0][tree.name[node]]);
    low[node] = mix(low[parent], hashes[1][tree.name[node]]);
    if (high[node] === wanted[0] && low[node] === wanted[1]) {
      return node;
    }
  }
  return -1;
}

function hashOf(text, seed) {
  let hash = Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

function mix(above, own) {
  let mixed = Math.imul(above ^ (above >>> 15) ^ 0x5bd1e995, 0x2c1b3c6d) + own;
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function hex(word) {
  return word.toString(16).padStart(8, '0');
}
