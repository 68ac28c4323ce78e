import { h, replace } from '../render/dom.js';

/**
 * A table whose columns sort it, the largest first; names from A on.
 *
 * @typedef {object} SortedColumn
 * @property {string} label
 * @property {string} [title] what it means
 * @property {(row: object) => number|string} value to sort by
 * @property {(row: object) => *} [cell] what stands in it; the value where it is left out
 * @property {string} [look] class of its cells
 *
 * @param {SortedColumn[]} columns the first is the row's heading
 * @param {object} [how]
 * @param {number} [how.by] column that sorts at first; -1 leaves the rows as they come
 * @param {(row: object) => object} [how.rowProperties]
 */
export function createSortedTable(columns, { by = -1, rowProperties = () => ({}) } = {}) {
  const head = h('tr');
  const body = h('tbody');
  const element = h('table.list.sorted', {}, h('thead', {}, head), body);
  let sortedBy = by;
  let rows = [];

  function fill() {
    const listed = [...rows];
    if (sortedBy >= 0) {
      const { value } = columns[sortedBy];
      listed.sort((a, b) => compare(value(a), value(b)));
    }
    replace(head, columns.map(heading));
    replace(body, listed.map((row) => h('tr', rowProperties(row),
      columns.map(({ value, cell = value, look }, at) => (at === 0
        ? h('th', { scope: 'row', class: look }, cell(row))
        : h('td', { class: look }, cell(row)))))));
  }

  function heading({ label, title }, at) {
    return h('th', { scope: 'col', 'aria-sort': at === sortedBy ? direction(at) : 'none' },
      h('button', {
        type: 'button',
        title: title ?? `Sort by ${label}`,
        onclick: () => {
          sortedBy = at;
          fill();
        },
      }, label));
  }

  function direction(at) {
    return rows.length > 0 && typeof columns[at].value(rows[0]) === 'string' ? 'ascending' : 'descending';
  }

  return {
    element,
    show(shown) {
      rows = shown;
      fill();
    },
  };
}

function compare(a, b) {
  return typeof a === 'string' ? a.localeCompare(b) : b - a;
}
