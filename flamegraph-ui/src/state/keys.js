/**
 * Every action by keyboard. A key is written as `KeyboardEvent.key`, with `Control+` or `Shift+`
 * before it where it needs them and is no letter.
 *
 * @typedef {object} Binding
 * @property {string[]} keys
 * @property {string} does for the list of keys
 * @property {(event: KeyboardEvent) => void} run
 * @property {boolean} [inFields] also while text is being typed
 */

const bindings = [];

/** @param {Binding[]} added @returns {() => void} unbinds them */
export function bindKeys(added) {
  bindings.push(...added);
  return () => added.forEach((binding) => bindings.splice(bindings.indexOf(binding), 1));
}

/** @returns {readonly Binding[]} what the keys do on this page */
export function boundKeys() {
  return bindings;
}

export function listenToKeys() {
  document.addEventListener('keydown', (event) => {
    const typing = isField(event.target) || (event.key === 'Enter' && isControl(event.target));
    const dialog = document.querySelector('dialog[open]');
    const binding = bindings.findLast(
      (candidate) => candidate.keys.includes(keyOf(event)) && (!typing || candidate.inFields));
    if (binding && !dialog && !event.defaultPrevented) {
      event.preventDefault();
      binding.run(event);
    }
  });
}

function keyOf(event) {
  const shifted = event.shiftKey && event.key.length > 1 ? 'Shift+' : '';
  const control = event.ctrlKey || event.metaKey ? 'Control+' : '';
  return event.altKey ? '' : control + shifted + event.key;
}

function isField(element) {
  return element instanceof HTMLElement && element.matches('input, select, textarea');
}

/** Enter presses the button or follows the link that has the focus. */
function isControl(element) {
  return element instanceof HTMLElement && element.matches('button, a, summary');
}
