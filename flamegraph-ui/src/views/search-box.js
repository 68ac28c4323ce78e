import { h } from '../render/dom.js';

/** Where a search is typed, what it found, and the way through its matches. */
export function createSearchBox({ typed, stepped }) {
  const input = h('input.search', {
    type: 'search',
    placeholder: 'Search frames (regex)',
    'aria-label': 'Search frames by regular expression',
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: () => typed(input.value),
    onkeydown: (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        stepped(event.shiftKey ? -1 : 1);
      } else if (event.key === 'Escape') {
        event.preventDefault();
        typed('');
        input.blur();
      }
    },
  });
  const result = h('output.search-result', { 'aria-live': 'polite' });
  const previous = h('button.small', {
    type: 'button', title: 'Previous match (N)', 'aria-label': 'Previous match',
    onclick: () => stepped(-1),
  }, '‹');
  const next = h('button.small', {
    type: 'button', title: 'Next match (n)', 'aria-label': 'Next match',
    onclick: () => stepped(1),
  }, '›');

  return {
    element: h('div.search-box', { role: 'search' }, input, previous, next, result),
    focus() {
      input.focus();
      input.select();
    },
    isFocused: () => document.activeElement === input,
    show(text, told) {
      if (input.value !== text) {
        input.value = text;
      }
      result.textContent = told;
      previous.disabled = next.disabled = told === '' || told.startsWith('no ');
    },
  };
}
