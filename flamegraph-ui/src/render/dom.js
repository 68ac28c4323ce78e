/** Elements from plain calls. Text is always set as text: names from a JVM may hold markup. */

const SVG = 'http://www.w3.org/2000/svg';
const FOCUSABLE = 'a, button, input, select, summary, [tabindex]';

/**
 * @param {string} tag with classes after dots: `div.card.wide`
 * @param {object} [properties] attributes; `on...` are listeners, false and undefined are left out
 * @param {...(Node|string|number|null|undefined|false|Array)} children
 */
export function h(tag, properties, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length > 0) {
    element.className = classes.join(' ');
  }
  return fill(setAll(element, properties), children);
}

/** A name that is broken behind its dots rather than anywhere. */
export function breakable(name) {
  return name.split(/(?<=[.$/])/).map((part) => [part, document.createElement('wbr')]);
}

/** An SVG element. */
export function s(tag, properties, ...children) {
  return fill(setAll(document.createElementNS(SVG, tag), properties), children);
}

/**
 * Replaces what an element holds. Pages look again every few seconds: what a person has opened stays
 * open, and what has the focus keeps it.
 */
export function replace(element, ...children) {
  const opened = new Set([...element.querySelectorAll('details[open]')].map(detailsKey));
  const focused = [...element.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  const tag = document.activeElement?.tagName;
  element.replaceChildren();
  fill(element, children);
  if (opened.size > 0) {
    element.querySelectorAll('details').forEach((details) => {
      details.open ||= opened.has(detailsKey(details));
    });
  }
  const again = focused >= 0 ? element.querySelectorAll(FOCUSABLE)[focused] : null;
  if (again?.tagName === tag) {
    again.focus({ preventScroll: true });
  }
  return element;
}

/** Where it stands and what it is about, without numbers that change. */
function detailsKey(details) {
  const heading = details.closest('tr')?.firstElementChild?.textContent ?? '';
  return `${heading} ${details.firstElementChild?.textContent.replace(/\d+/g, '')}`;
}

function setAll(element, properties) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(name, value);
    }
  }
  return element;
}

function fill(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}
