/**
 * Values by frame instead of by place in the tree.
 *
 * @param {import('./tree.js').CallTree} tree
 * @param {Float64Array} self
 * @param {Float64Array} total
 * @param {number} root only its subtree is counted
 * @returns {{names: Uint32Array, self: Float64Array, total: Float64Array}} `names` that occur;
 *     the values are by name, and a frame that calls itself is counted once in its total
 */
export function topFrames(tree, self, total, root) {
  const selfByName = new Float64Array(tree.names.length);
  const totalByName = new Float64Array(tree.names.length);
  const openUntil = new Uint32Array(tree.names.length);
  const seen = [];
  const first = Math.max(root, 1);
  for (let node = first; node < tree.end[root]; node++) {
    const name = tree.name[node];
    if (openUntil[name] === 0) {
      seen.push(name);
    }
    selfByName[name] += self[node];
    if (node >= openUntil[name]) {
      totalByName[name] += total[node];
      openUntil[name] = tree.end[node];
    }
  }
  return { names: Uint32Array.from(seen), self: selfByName, total: totalByName };
}
