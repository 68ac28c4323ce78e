import { MERGED } from './frame-name.js';
import { decodeTree, totalsOf } from './tree.js';
import { createTreeBuilder } from './tree-builder.js';

/**
 * Other looks at a profile. Each gives a new one; its total stays true unless stacks are dropped.
 *
 * @typedef {object} Look
 * @property {string[]} only frames: stacks that go through all of them
 * @property {string[]} drop frames: stacks that go through none of them
 * @property {string[]} hide frames that are counted to their callers
 * @property {boolean} recursion frames that call themselves are one
 * @property {boolean} reverse leaves at the root
 */

/** Of a reversed tree: stacks with less of the whole than this are merged. */
const SMALLEST_PART = 1e-5;
const MOST_NODES = 400000;
const MOST_ONLY = 30;

/** @param {import('./flame-profile.js').FlameProfile} profile @param {Look} look */
export function transformed(profile, look) {
  let result = profile;
  if (look.only.length + look.drop.length + look.hide.length > 0 || look.recursion) {
    result = filtered(result, look);
  }
  return look.reverse ? reversed(result) : result;
}

/**
 * What a frame calls, wherever it stands, and what calls it: two trees with the frame at the root.
 *
 * @returns {{callers: import('./flame-profile.js').FlameProfile,
 *     callees: import('./flame-profile.js').FlameProfile}}
 */
export function sandwichOf(profile, frame) {
  const { tree, self, total } = profile;
  const wanted = tree.names.indexOf(frame);
  const callers = createTreeBuilder(tree.names, Math.max(0, wanted));
  const callees = createTreeBuilder(tree.names, Math.max(0, wanted));
  const placed = new Int32Array(tree.size).fill(-1);
  let insideUntil = 0;
  for (let node = 1; node < tree.size && wanted >= 0; node++) {
    const isFrame = tree.name[node] === wanted;
    if (node < insideUntil) {
      placed[node] = callees.child(placed[tree.parent[node]], tree.name[node]);
      callees.add(placed[node], self[node]);
    } else if (isFrame) {
      insideUntil = tree.end[node];
      placed[node] = 0;
      callees.add(0, self[node]);
      addUpwards(callers, tree, tree.parent[node], 0, total[node]);
    }
  }
  return { callers: profileOf(profile, callers), callees: profileOf(profile, callees) };
}

function filtered(profile, { only, drop, hide, recursion }) {
  const { tree, self } = profile;
  const dropped = flagsOf(tree.names, drop);
  const hidden = flagsOf(tree.names, hide);
  const bits = bitsOf(tree.names, only);
  const all = 2 ** Math.min(MOST_ONLY, only.length) - 1;
  const builder = createTreeBuilder(tree.names, tree.name[0]);
  const placed = new Int32Array(tree.size);
  const passed = new Int32Array(tree.size);
  for (let node = 0; node < tree.size; node++) {
    const name = tree.name[node];
    const parent = tree.parent[node];
    if (node > 0) {
      const isOut = placed[parent] < 0 || dropped[name] === 1;
      const isOne = hidden[name] === 1
        || (recursion && parent > 0 && tree.name[parent] === name);
      passed[node] = passed[parent] | bits[name];
      placed[node] = isOut ? -1 : isOne ? placed[parent] : builder.child(placed[parent], name);
    }
    if (placed[node] >= 0 && passed[node] === all) {
      builder.add(placed[node], self[node]);
    }
  }
  return profileOf(profile, builder);
}

function reversed(profile) {
  const { tree, self, total } = profile;
  const names = tree.names.includes(MERGED) ? tree.names : [...tree.names, MERGED];
  const merged = names.indexOf(MERGED);
  const builder = createTreeBuilder(names, tree.name[0]);
  const smallest = total[0] * SMALLEST_PART;
  for (let node = 0; node < tree.size; node++) {
    if (self[node] > 0 && (self[node] < smallest || builder.size > MOST_NODES)) {
      builder.add(builder.child(0, merged), self[node]);
    } else if (self[node] > 0) {
      addUpwards(builder, tree, node, 0, self[node]);
    }
  }
  return profileOf({ ...profile, tree: { ...tree, names } }, builder);
}

/** From a node to below the root of its tree, one below the other from `to` on. */
function addUpwards(builder, tree, node, to, value) {
  let place = to;
  for (let at = node; at > 0; at = tree.parent[at]) {
    place = builder.child(place, tree.name[at]);
  }
  builder.add(place, value);
}

function flagsOf(names, frames) {
  const wanted = new Set(frames);
  return Uint8Array.from(names, (name) => (wanted.has(name) ? 1 : 0));
}

function bitsOf(names, frames) {
  const bits = new Int32Array(names.length);
  frames.slice(0, MOST_ONLY).forEach((frame, at) => {
    const name = names.indexOf(frame);
    if (name >= 0) {
      bits[name] |= 1 << at;
    }
  });
  return bits;
}

function profileOf(profile, builder) {
  const columns = builder.toColumns();
  const tree = decodeTree(columns);
  return { ...profile, tree, self: columns.self, total: totalsOf(tree, columns.self) };
}
