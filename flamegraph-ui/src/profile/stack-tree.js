/**
 * A call tree from single stacks, in the columns in which the API sends one.
 *
 * @param {{stack: string[], value: number}[]} entries stacks root first
 * @returns {object} columns for decodeFlame
 */
export function columnsOfStacks(entries) {
  return columnsOf([entries], ['self']);
}

/** Two sets of stacks over one tree, in columns for decodeDiff; nothing in them is tested. */
export function diffColumnsOfStacks(base, candidate) {
  const columns = columnsOf([base, candidate], ['baseSelf', 'candidateSelf']);
  return { ...columns, mark: columns.depth.map(() => 0) };
}

function columnsOf(sets, selfNames) {
  const root = nodeOf(sets);
  sets.forEach((entries, set) => entries.forEach(({ stack, value }) => {
    let at = root;
    for (const frame of stack.length > 0 ? stack : ['[no stack]']) {
      if (!at.children.has(frame)) {
        at.children.set(frame, nodeOf(sets));
      }
      at = at.children.get(frame);
    }
    at.self[set] += value;
  }));
  const numbers = new Map([['all', 0]]);
  const columns = { names: ['all'], depth: [], name: [] };
  selfNames.forEach((name) => {
    columns[name] = [];
  });
  const open = [['all', root, 0]];
  while (open.length > 0) {
    const [frame, { children, self }, depth] = open.pop();
    if (!numbers.has(frame)) {
      numbers.set(frame, columns.names.length);
      columns.names.push(frame);
    }
    columns.depth.push(depth);
    columns.name.push(numbers.get(frame));
    selfNames.forEach((name, set) => columns[name].push(self[set]));
    [...children].sort(([a], [b]) => (a < b ? 1 : -1))
      .forEach(([name, child]) => open.push([name, child, depth + 1]));
  }
  return columns;
}

function nodeOf(sets) {
  return { children: new Map(), self: sets.map(() => 0) };
}
