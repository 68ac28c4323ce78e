/**
 * Search of frames by regular expression.
 *
 * @typedef {object} Matches
 * @property {Uint8Array} names 1 for each name that matches
 * @property {number} frames distinct names that match
 * @property {number} places nodes that match
 * @property {Int32Array} outermost matching nodes that no matching node calls, largest first
 * @property {number} total value of `outermost`: recursion is counted once
 */

/**
 * A capital letter makes the search case-sensitive. Text that is no regular expression, or that as
 * one matches nothing (`Node[]`), is looked for as it stands.
 *
 * @param {string[]} names
 * @param {string} text
 * @returns {{flags: Uint8Array, frames: number, literal: boolean}}
 */
export function matchNames(names, text) {
  const caseFlag = /[A-Z]/.test(text) ? '' : 'i';
  try {
    const found = testNames(names, new RegExp(text, caseFlag));
    if (found.frames > 0) {
      return { ...found, literal: false };
    }
  } catch (notAnExpression) {
    if (!(notAnExpression instanceof SyntaxError)) {
      throw notAnExpression;
    }
  }
  return { ...testNames(names, new RegExp(escapeExpression(text), caseFlag)), literal: true };
}

/**
 * @param {import('./tree.js').CallTree} tree
 * @param {Float64Array} total
 * @param {{flags: Uint8Array, frames: number}} found of matchNames
 * @returns {Matches}
 */
export function findMatches(tree, total, found) {
  const outermost = [];
  let places = 0;
  let sum = 0;
  let coveredUntil = 0;
  for (let node = 0; node < tree.size; node++) {
    if (found.flags[tree.name[node]] === 0) {
      continue;
    }
    places++;
    if (node >= coveredUntil) {
      outermost.push(node);
      sum += total[node];
      coveredUntil = tree.end[node];
    }
  }
  outermost.sort((a, b) => total[b] - total[a] || a - b);
  return {
    names: found.flags,
    frames: found.frames,
    places,
    outermost: Int32Array.from(outermost),
    total: sum,
  };
}

/** An expression that matches exactly this name. */
export function expressionFor(name) {
  return `^${escapeExpression(name)}$`;
}

function testNames(names, expression) {
  const flags = new Uint8Array(names.length);
  let frames = 0;
  for (let i = 0; i < names.length; i++) {
    if (expression.test(names[i])) {
      flags[i] = 1;
      frames++;
    }
  }
  return { flags, frames };
}

function escapeExpression(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
