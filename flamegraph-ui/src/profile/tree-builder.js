/**
 * A call tree that is put together path by path, with one value for each node.
 *
 * Nodes are numbers, 0 is the root. A child is found by one look-up over (parent, name), so that a
 * tree of a million nodes needs no object for each of them.
 */
export function createTreeBuilder(names, rootName) {
  const name = [rootName];
  const parent = [-1];
  const depth = [0];
  const self = [0];
  const children = new Map();

  return {
    /** @returns {number} the child of this name, made where there is none */
    child(node, childName) {
      const key = node * names.length + childName;
      let found = children.get(key);
      if (found === undefined) {
        found = name.length;
        children.set(key, found);
        name.push(childName);
        parent.push(node);
        depth.push(depth[node] + 1);
        self.push(0);
      }
      return found;
    },
    add(node, value) {
      self[node] += value;
    },
    get size() {
      return name.length;
    },
    /**
     * Without nodes that nothing was counted in or below.
     *
     * @returns {{names: string[], depth: Uint32Array, name: Uint32Array, self: Float64Array}}
     */
    toColumns() {
      const order = preorder(name, parent, names).filter(counted(self, parent));
      return {
        names,
        depth: Uint32Array.from(order, (node) => depth[node]),
        name: Uint32Array.from(order, (node) => name[node]),
        self: Float64Array.from(order, (node) => self[node]),
      };
    },
  };
}

function counted(self, parent) {
  const total = Float64Array.from(self);
  for (let node = total.length - 1; node > 0; node--) {
    total[parent[node]] += total[node];
  }
  return (node) => node === 0 || total[node] > 0;
}

/** Siblings by name. */
function preorder(name, parent, names) {
  const size = name.length;
  const rank = new Uint32Array(names.length);
  Array.from(names.keys()).sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : 0))
    .forEach((at, position) => {
      rank[at] = position;
    });
  const byRank = Array.from({ length: size - 1 }, (_, at) => at + 1)
    .sort((a, b) => rank[name[b]] - rank[name[a]]);
  // Linked lists of children; what is put in last, the smallest name, comes out first.
  const firstChild = new Int32Array(size).fill(-1);
  const nextSibling = new Int32Array(size).fill(-1);
  for (const node of byRank) {
    nextSibling[node] = firstChild[parent[node]];
    firstChild[parent[node]] = node;
  }
  const order = new Uint32Array(size);
  let used = 0;
  let at = 0;
  while (at >= 0) {
    order[used++] = at;
    let next = firstChild[at];
    while (next < 0 && at >= 0) {
      next = nextSibling[at];
      at = parent[at];
    }
    at = next;
  }
  return order;
}
