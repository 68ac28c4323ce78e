/** Dark and light: the system's choice until the user makes one. */

const KEY = 'pitot-theme';
const listeners = new Set();
const systemDark = matchMedia('(prefers-color-scheme: dark)');

export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : systemDark.matches;
}

export function switchTheme() {
  const chosen = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // A page without storage (a file, a strict browser) keeps the choice until it is closed.
  }
  tell();
}

/** @returns {() => void} ends the subscription */
export function onThemeChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function restoreTheme() {
  try {
    const chosen = localStorage.getItem(KEY);
    if (chosen === 'dark' || chosen === 'light') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // As above.
  }
  systemDark.addEventListener('change', tell);
}

function tell() {
  listeners.forEach((listener) => listener());
}
