/** What a frame's name tells: its package, its class, its method, whose code it is. */

export const MERGED = '(merged)';

const JDK = /^(java|javax|jdk|sun|com\.sun)\./;
const PRIMITIVE_ARRAY = /^(boolean|byte|char|short|int|long|float|double)(\[\])+$/;

/** @returns {'merged'|'special'|'jdk'|'application'} special: `[truncated]` and the like */
export function kindOf(name) {
  if (name === MERGED) {
    return 'merged';
  }
  if (name.startsWith('[')) {
    return 'special';
  }
  return JDK.test(name) || PRIMITIVE_ARRAY.test(name) ? 'jdk' : 'application';
}

/** True for an allocated or locked class, which ends a stack; a method is written `Class.method`. */
export function looksLikeClass(name) {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return last.endsWith('[]') || /^[A-Z]/.test(last);
}

/** `com.acme.shop` of `com.acme.shop.Cart$Line.total`; empty for the default package. */
export function packageOf(name) {
  let end = 0;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    if (isUpperCase(name.charCodeAt(end === 0 ? 0 : end + 1))) {
      break;
    }
    end = dot;
  }
  return name.slice(0, end);
}

/** `Cart$Line.total` of `com.acme.shop.Cart$Line.total`. */
export function shortNameOf(name) {
  const end = packageOf(name).length;
  return end === 0 ? name : name.slice(end + 1);
}

/** The part of a package that a colour stands for: product or JDK area, not every sub-package. */
export function colorGroupOf(name) {
  const segments = packageOf(name).split('.');
  return segments.slice(0, JDK.test(name) ? 2 : 3).join('.');
}

function isUpperCase(code) {
  return code >= 65 && code <= 90;
}
