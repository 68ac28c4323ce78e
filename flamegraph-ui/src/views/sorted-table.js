import { h, replace } from '../render/dom.js';
import { withParams } from '../state/address.js';

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
 * @param {KeptSort} [how.kept]
 *
 * @typedef {object} KeptSort where the address keeps the column
 * @property {() => string|null} read
 * @property {(column: string) => void} write
 */
export function createSortedTable(columns, { by = -1, rowProperties = () => ({}), kept } = {}) {
  const head = h('tr');
  const body = h('tbody');
  const element = h('table.list.sorted', {}, h('thead', {}, head), body);
  let sortedBy = by;
  let rows = [];

  function fill() {
    sortedBy = keptColumn(columns, kept, sortedBy);
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

  /** @param {SortedColumn} column @param {number} at */
  function heading({ label, title, look }, at) {
    return h('th', { scope: 'col', class: look === 'number' ? look : null, 'aria-sort': at === sortedBy ? direction(at) : 'none' },
      h('button', {
        type: 'button',
        title: title ?? `Sort by ${label}`,
        onclick: () => {
          sortedBy = at;
          kept?.write(nameOfColumn(columns[at]));
          fill();
        },
      }, label));
  }

  function direction(at) {
    return rows.length > 0 && typeof columns[at].value(rows[0]) === 'string' ? 'ascending' : 'descending';
  }

  return {
    element,
    /** The address may say another column. */
    update: fill,
    show(shown) {
      rows = shown;
      fill();
    },
  };
}

/** @param {string} name of the parameter @returns {KeptSort} no step that Back undoes */
export function keptSort(address, name) {
  return {
    read: () => address.read().params.get(name),
    write(column) {
      const { path, params } = address.read();
      address.replace(path, withParams(params, { [name]: column }));
    },
  };
}

/** The column that the address says; else the one that it was. */
export function keptColumn(columns, kept, otherwise) {
  const wanted = kept?.read();
  const found = wanted ? columns.findIndex((column) => nameOfColumn(column) === wanted) : -1;
  return found >= 0 ? found : otherwise;
}

export function nameOfColumn({ label }) {
  return label.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function compare(a, b) {
  return typeof a === 'string' ? a.localeCompare(b) : b - a;
}
