/**
 * Where a page keeps its state: wholly in the address, so that it can be sent, reloaded and walked
 * with Back and Forward.
 *
 * @typedef {object} Address
 * @property {() => {path: string, params: URLSearchParams}} read
 * @property {(path: string, params: URLSearchParams) => string} href
 * @property {(path: string, params: URLSearchParams) => void} push a step that Back undoes
 * @property {(path: string, params: URLSearchParams) => void} replace
 * @property {(listener: () => void) => void} onChange Back, Forward, push and replace
 */

/** @returns {Address} the path and the query */
export function pathAddress() {
  return addressOf(
    () => ({ path: location.pathname, params: new URLSearchParams(location.search) }),
    (path, params) => (params.size > 0 ? `${path}?${params}` : path),
    'popstate');
}

/** @returns {Address} the fragment, for a page that is one file */
export function fragmentAddress() {
  return addressOf(
    () => ({ path: '/', params: new URLSearchParams(location.hash.slice(1)) }),
    (path, params) => `#${params}`,
    'hashchange');
}

/** Parameters with some set; null, undefined and the empty text remove one. */
export function withParams(params, changes) {
  const changed = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') {
      changed.delete(name);
    } else {
      changed.set(name, value);
    }
  }
  return changed;
}

function addressOf(read, href, event) {
  const listeners = [];
  const tell = () => listeners.forEach((listener) => listener());
  const go = (how) => (path, params) => {
    const now = read();
    if (href(now.path, now.params) !== href(path, params)) {
      history[how](null, '', href(path, params));
      tell();
    }
  };
  window.addEventListener(event, tell);
  return {
    read,
    href,
    push: go('pushState'),
    replace: go('replaceState'),
    onChange: (listener) => listeners.push(listener),
  };
}
