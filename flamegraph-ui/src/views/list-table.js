import { h } from '../render/dom.js';

/**
 * A table of rows that come in their order; a heading stands over its numbers.
 *
 * @param {string[]} columns
 * @param {Element[][]} rows cells, the first of them the row's heading
 * @param {object} [how]
 * @param {string} [how.looks] classes of the table, after dots
 * @param {(at: number) => object} [how.rowProperties]
 */
export function listTable(columns, rows, { looks = '', rowProperties = () => ({}) } = {}) {
  return h(`table.list${looks}`, {},
    h('thead', {}, h('tr', {}, columns.map((text, at) => h('th', {
      scope: 'col', class: rows[0]?.[at]?.classList.contains('number') ? 'number' : null,
    }, text)))),
    h('tbody', {}, rows.map((cells, at) => h('tr', rowProperties(at), cells))));
}
