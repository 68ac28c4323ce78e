/**
 * A call tree from single stacks, in the columns in which the API sends one.
 *
 * @param {{stack: string[], value: number}[]} entries stacks root first
 * @returns {object} columns for decodeFlame
 */
export function columnsOfStacks(entries) {
  return columnsOf([entries], ['self']);
}

/**
 * The same in the order of time: below each thread its stacks one after the other. Only neighbours
 * share frames, so that a frame may have several siblings of one name.
 *
 * @param {{stack: string[], value: number, thread: string, startMicros: number}[]} entries
 * @returns {object} columns for decodeFlame
 */
export function columnsInTime(entries) {
  const columns = { names: ['all'], depth: [0], name: [0], self: [0], repeats: true };
  const numbers = new Map(columns.names.map((name, at) => [name, at]));
  const inOrder = [...entries].sort((a, b) => (
    a.thread < b.thread ? -1 : a.thread > b.thread ? 1 : a.startMicros - b.startMicros));
  let before = [];
  for (const { stack, value, thread } of inOrder) {
    const path = [thread || '[unknown thread]', ...(stack.length > 0 ? stack : ['[no stack]'])];
    for (let at = sharedFrames(before, path); at < path.length; at++) {
      if (!numbers.has(path[at])) {
        numbers.set(path[at], columns.names.length);
        columns.names.push(path[at]);
      }
      columns.depth.push(at + 1);
      columns.name.push(numbers.get(path[at]));
      columns.self.push(0);
    }
    columns.self[columns.self.length - 1] += value;
    before = path;
  }
  return columns;
}

/** How many frames from the root on stay as they were; where one ends in the other, its leaf is new. */
function sharedFrames(before, path) {
  let shared = 0;
  while (shared < path.length && path[shared] === before[shared]) {
    shared++;
  }
  return before.length === path.length && shared === path.length ? shared
    : Math.max(0, Math.min(shared, path.length - 1, before.length - 1));
}

/**
 * Single stacks as `transformed` of profile/transform.js would look at their tree.
 *
 * @param {import('./waits.js').Part[]} entries
 * @param {import('./transform.js').Look} look
 */
export function lookAtStacks(entries, { only, drop, hide, recursion, reverse }) {
  return entries
    .filter(({ stack }) => only.every((frame) => stack.includes(frame))
      && !drop.some((frame) => stack.includes(frame)))
    .map((entry) => {
      const stack = entry.stack.filter((frame, at) => !hide.includes(frame)
        && !(recursion && frame === entry.stack[at - 1]));
      return { ...entry, stack: reverse ? stack.reverse() : stack };
    });
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
  /** @type {[string, ReturnType<typeof nodeOf>, number][]} */
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
