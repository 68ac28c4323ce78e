/**
 * A call tree as columns in preorder: node 0 is the root, a node's subtree are the nodes up to `end`.
 * Columns keep a million nodes at some tens of megabytes, and no walk over them needs recursion.
 *
 * @typedef {object} CallTree
 * @property {number} size number of nodes
 * @property {string[]} names
 * @property {Uint32Array} name index into `names`
 * @property {Uint32Array} depth 0 for the root
 * @property {Int32Array} parent -1 for the root
 * @property {Uint32Array} end one past the last node of the subtree
 * @property {boolean} repeats siblings may have the same name: they are in the order of time
 */

/** Of the columns that this page reads. */
const VERSION = 1;

/** What the server sent is not a call tree. */
export class ProfileFormatError extends Error {}

/**
 * @typedef {object} Columns as the API sends them
 * @property {number} [version]
 * @property {string[]} names
 * @property {ArrayLike<number>} depth
 * @property {ArrayLike<number>} name
 * @property {boolean} [repeats]
 *
 * @param {Columns} columns
 * @returns {CallTree}
 */
export function decodeTree(columns) {
  const { names, depth: depths, name: nameIndices, version = VERSION } = columns ?? /** @type {Columns} */ ({});
  if (version !== VERSION) {
    throw new ProfileFormatError(`The profile is of version ${version} and this page reads version `
      + `${VERSION}: load the page again, so that both are of one collector.`);
  }
  if (!Array.isArray(names) || !isColumn(depths) || !isColumn(nameIndices)) {
    throw new ProfileFormatError('The profile has no columns names, depth and name.');
  }
  if (depths.length === 0) {
    return decodeTree({ names: ['all'], depth: [0], name: [0] });
  }
  if (depths.length !== nameIndices.length) {
    throw new ProfileFormatError(
      `The profile has ${depths.length} depths for ${nameIndices.length} names.`);
  }
  const size = depths.length;
  const tree = {
    size,
    repeats: columns.repeats === true,
    names,
    name: new Uint32Array(nameIndices),
    depth: new Uint32Array(depths),
    parent: new Int32Array(size).fill(-1),
    end: new Uint32Array(size),
  };
  linkParents(tree);
  return tree;
}

/**
 * @param {CallTree} tree
 * @param {ArrayLike<number>} values one per node
 * @param {string} column the column's name in messages
 * @returns {Float64Array}
 */
export function decodeValues(tree, values, column) {
  if (tree.size === 1 && !(values?.length > 0)) {
    return new Float64Array(1);
  }
  if (values?.length !== tree.size) {
    throw new ProfileFormatError(
      `The profile's column ${column} has ${values?.length} values for ${tree.size} nodes.`);
  }
  return new Float64Array(values);
}

/** The value of every node with all that stands below it. */
export function totalsOf(tree, self) {
  const total = new Float64Array(self);
  for (let node = tree.size - 1; node > 0; node--) {
    total[tree.parent[node]] += total[node];
  }
  return total;
}

/** Nodes from the root to `node`, both included. */
export function pathTo(tree, node) {
  const path = [];
  for (let at = node; at >= 0; at = tree.parent[at]) {
    path.push(at);
  }
  return path.reverse();
}

export function nameOf(tree, node) {
  return tree.names[tree.name[node]];
}

export function isWithin(tree, node, ancestor) {
  return node >= ancestor && node < tree.end[ancestor];
}

function isColumn(values) {
  return Array.isArray(values) || ArrayBuffer.isView(values);
}

function linkParents(tree) {
  const { size, depth, name, parent, end, names } = tree;
  const open = [0];
  for (let node = 0; node < size; node++) {
    const level = depth[node];
    if (node === 0 ? level !== 0 : level === 0 || level > depth[node - 1] + 1) {
      throw new ProfileFormatError(
        `The profile is not in preorder: depth ${level} at node ${node}.`);
    }
    if (name[node] >= names.length) {
      throw new ProfileFormatError(
        `Node ${node} has name ${name[node]}, but there are ${names.length} names.`);
    }
    if (node > 0) {
      parent[node] = open[level - 1];
    }
    open[level] = node;
  }
  for (let node = size - 1; node >= 0; node--) {
    end[node] = Math.max(end[node], node + 1);
    if (node > 0) {
      end[parent[node]] = Math.max(end[parent[node]], end[node]);
    }
  }
}
