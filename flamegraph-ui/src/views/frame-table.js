import { shortNameOf } from '../profile/frame-name.js';
import { h, replace } from '../render/dom.js';
import { keptColumn, nameOfColumn } from './sorted-table.js';

/**
 * Frames with their values, biggest first, linked with the graph both ways.
 *
 * @typedef {object} Column
 * @property {string} label
 * @property {string} title what it means
 * @property {Float64Array} values by name index
 * @property {(value: number, name: number) => string} format
 * @property {boolean} [bySize] sort by size whatever the sign
 * @property {(name: number) => string} [classOf] of the cell
 *
 * @typedef {object} Table
 * @property {Uint32Array} names indices
 * @property {Column[]} columns
 * @property {number} sortedBy index of the column that sorts at first
 */

const SHOWN = 200;

/**
 * @param {object} on
 * @param {(name: number) => void} on.hovered -1 for none
 * @param {(name: number) => void} on.chosen
 * @param {import('./sorted-table.js').KeptSort} on.kept
 */
export function createFrameTable({ hovered, chosen, kept }) {
  const note = h('p.faint.table-note');
  const body = h('tbody');
  const head = h('thead');
  const element = h('section.frame-table', { 'aria-label': 'Top frames' },
    h('div.table-scroll', { tabindex: 0, role: 'group', 'aria-label': 'Frames by value' },
      h('table', {}, head, body)), note);
  const rowByName = new Map();
  let sortedBy = -1;
  /** @type {Table} */
  let table;
  let allNames;
  let matches = null;
  let lit = null;

  function show(shown, names, found) {
    sortedBy = keptColumn(shown.columns, kept, shown.sortedBy);
    [table, allNames, matches] = [shown, names, found];
    fill();
  }

  function fill() {
    const { values, bySize } = table.columns[sortedBy];
    const key = bySize ? (name) => Math.abs(values[name]) : (name) => values[name];
    const listed = matches ? table.names.filter((name) => matches[name] === 1) : table.names.slice();
    listed.sort((a, b) => key(b) - key(a) || a - b);
    replace(head, h('tr', {}, table.columns.map(heading), h('th', { scope: 'col' }, 'Frame')));
    rowByName.clear();
    replace(body, Array.from(listed.subarray(0, SHOWN), row));
    note.textContent = listed.length > SHOWN ? `The first ${SHOWN} of ${listed.length} frames.` : '';
  }

  function heading(column, index) {
    return h('th', { scope: 'col', 'aria-sort': index === sortedBy ? 'descending' : 'none' },
      h('button', {
        type: 'button',
        title: column.title,
        onclick: () => {
          sortedBy = index;
          kept.write(nameOfColumn(column));
          fill();
        },
      }, column.label));
  }

  function row(name) {
    const element = h('tr', {
      onpointerenter: () => hovered(name),
      onpointerleave: () => hovered(-1),
    },
    table.columns.map((column) => h('td.number', { class: cellClass(column, name) },
      column.format(column.values[name], name))),
    h('td.frame', {}, h('button.link', {
      type: 'button',
      title: `${allNames[name]}\nSearch for it`,
      onfocus: () => hovered(name),
      onblur: () => hovered(-1),
      onclick: () => chosen(name),
    }, shortNameOf(allNames[name]))));
    rowByName.set(name, element);
    return element;
  }

  return {
    element,
    show,
    /** Marks the row of a name; -1 for none. */
    light(name) {
      lit?.classList.remove('lit');
      lit = rowByName.get(name) ?? null;
      lit?.classList.add('lit');
    },
  };
}

function cellClass(column, name) {
  return `number ${column.classOf?.(name) ?? ''}`.trim();
}
