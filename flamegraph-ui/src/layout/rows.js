/**
 * Where the nodes of a tree stand. Places are in breadth-first order, so that each level is one run
 * of places sorted from left to right: what is visible is found by binary search, and a level's
 * narrow nodes are skipped without being looked at.
 *
 * @typedef {object} Rows
 * @property {number} depth number of levels
 * @property {Uint32Array} levelStart first place of each level, and one past the last
 * @property {Uint32Array} node by place
 * @property {Uint32Array} place by node
 * @property {Uint32Array} firstChild place of a place's first child; they follow each other
 * @property {Float64Array} left by place, in the unit of the weights; the root starts at 0
 * @property {Float64Array} right by place
 */

/**
 * @param {import('../profile/tree.js').CallTree} tree
 * @param {Float64Array} weight of each node with all below it
 * @param {'name'|'weight'} order of siblings: as they come, or the heaviest first
 * @returns {Rows}
 */
export function layOut(tree, weight, order) {
  const { size, end } = tree;
  const node = new Uint32Array(size);
  const place = new Uint32Array(size);
  const firstChild = new Uint32Array(size);
  const left = new Float64Array(size);
  const right = new Float64Array(size);
  const levelStart = [0];
  let used = 1;
  right[0] = weight[0];
  for (let at = 0; at < size; at++) {
    if (at === levelStart[levelStart.length - 1]) {
      levelStart.push(used);
    }
    const parent = node[at];
    firstChild[at] = used;
    for (let child = parent + 1; child < end[parent]; child = end[child]) {
      node[used++] = child;
    }
    if (order === 'weight') {
      sortHeaviestFirst(node, firstChild[at], used, weight);
    }
    let edge = left[at];
    for (let to = firstChild[at]; to < used; to++) {
      place[node[to]] = to;
      left[to] = edge;
      edge += weight[node[to]];
      right[to] = edge;
    }
  }
  return {
    depth: levelStart.length - 1,
    levelStart: Uint32Array.from(levelStart),
    node,
    place,
    firstChild,
    left,
    right,
  };
}

/** Number of children of the node at this place. */
export function childCount(rows, at) {
  const next = at + 1 < rows.firstChild.length ? rows.firstChild[at + 1] : rows.node.length;
  return next - rows.firstChild[at];
}

/** The first place of [from, to) whose right edge lies beyond x; `to` when there is none. */
export function firstReaching(rows, from, to, x) {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.right[middle] > x) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

function sortHeaviestFirst(node, from, to, weight) {
  const heavier = (a, b) => weight[b] - weight[a] || a - b;
  if (to - from > 24) {
    node.subarray(from, to).sort(heavier);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const moved = node[i];
    let hole = i;
    while (hole > from && heavier(node[hole - 1], moved) > 0) {
      node[hole] = node[hole - 1];
      hole--;
    }
    node[hole] = moved;
  }
}
