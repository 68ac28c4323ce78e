import { colorGroupOf, kindOf, looksLikeClass } from '../profile/frame-name.js';

/**
 * Colours of frames. A package has its colour from its name alone, so that it is the same in every
 * release, range and profile type. JDK code is pale: what a person can change stands out.
 *
 * @typedef {object} Palette
 * @property {string} ink text on frames
 * @property {string} faint text on the page
 * @property {string} match a frame that the search found
 * @property {string} outline of the frame under the pointer
 * @property {string} selection
 * @property {string} page
 */

const TONES = {
  light: { application: [0.84, 0.1], jdk: [0.91, 0.035], neutral: 0.88, ink: '#15181d' },
  dark: { application: [0.45, 0.085], jdk: [0.36, 0.028], neutral: 0.34, ink: '#eef1f4' },
};

/** Hues that are taken: the search's magenta (about 325) and its neighbours. */
const HUE_START = 10;
const HUE_SPAN = 285;
const CLASS_HUE = 195;
const CODE_HUES = { application: 60, generated: 130, jdk: 250 };

/** How a frame ran: what is slow is warm. Told apart by any colour vision, by lightness, too. */
const KIND_COLORS = {
  light: {
    interpreted: 'oklch(0.72 0.12 50)',
    jit_compiled: 'oklch(0.68 0.1 250)',
    inlined: 'oklch(0.84 0.06 215)',
    native: 'oklch(0.925 0.12 105)',
    c1_compiled: 'oklch(0.8 0.1 300)',
    cpp: 'oklch(0.86 0.07 145)',
    kernel: 'oklch(0.68 0.1 5)',
    unknown: 'oklch(0.955 0 0)',
  },
  dark: {
    interpreted: 'oklch(0.54 0.12 60)',
    jit_compiled: 'oklch(0.52 0.13 253)',
    inlined: 'oklch(0.38 0.07 230)',
    native: 'oklch(0.37 0.08 109)',
    c1_compiled: 'oklch(0.3 0.12 295)',
    cpp: 'oklch(0.42 0.06 163)',
    kernel: 'oklch(0.53 0.06 340)',
    unknown: 'oklch(0.27 0 0)',
  },
};
/** What all stacks are below: nobody's code. */
const ROOT = 'all';
const GENERATED = /\$\$Lambda|\$Proxy|\$\$(FastClass|Enhancer)|GeneratedMethodAccessor|LambdaForm/;

/** @returns {Palette} */
export function paletteFor(dark) {
  return dark
    ? {
      ink: TONES.dark.ink,
      faint: '#9aa4b0',
      match: 'oklch(0.55 0.24 325)',
      outline: '#ffffff',
      selection: '#ffd75e',
      page: '#14171b',
    }
    : {
      ink: TONES.light.ink,
      faint: '#5b6572',
      match: 'oklch(0.78 0.19 325)',
      outline: '#15181d',
      selection: '#0b6e8a',
      page: '#ffffff',
    };
}

/** Colours by name index, for frames that are methods. */
export function frameColors(names, dark) {
  const byGroup = new Map();
  return names.map((name) => {
    const kind = name === ROOT ? 'special' : kindOf(name);
    const group = kind === 'application' ? colorGroupOf(name) : `${kind} ${colorGroupOf(name)}`;
    let color = byGroup.get(group);
    if (color === undefined) {
      color = colorOf(kind, group, dark);
      byGroup.set(group, color);
    }
    return color;
  });
}

/** Colours by name index, by whose code a frame is: one hue for each. */
export function codeColors(names, dark) {
  return names.map((name) => codeColor(
    name === ROOT ? 'special' : GENERATED.test(name) ? 'generated' : kindOf(name), dark));
}

/** @param {string} code application, jdk or generated; another is neither */
export function codeColor(code, dark) {
  const [lightness, chroma] = (dark ? TONES.dark : TONES.light).application;
  return code in CODE_HUES
    ? oklch(lightness, chroma * (code === 'jdk' ? 0.5 : 1), CODE_HUES[code])
    : neutralColor(dark);
}

/**
 * Colours by name index, by how most frames of a method ran.
 *
 * @param {string[]} names
 * @param {import('../profile/frame-kinds.js').FrameKinds|null} kinds
 * @param {boolean} dark
 */
export function kindColors(names, kinds, dark) {
  return names.map((name) => kindColor(kinds?.byName.get(name)?.[0][0] ?? 'unknown', dark));
}

/** @param {string} kind as sent; unknown also of what is no method */
export function kindColor(kind, dark) {
  return KIND_COLORS[dark ? 'dark' : 'light'][kind];
}

function neutralColor(dark) {
  return oklch((dark ? TONES.dark : TONES.light).neutral, 0, 0);
}

/** Colours by name index for the classes that end the stacks of alloc, lock and park. */
export function classColors(names, dark) {
  const tones = dark ? TONES.dark : TONES.light;
  const color = oklch(tones.application[0], tones.application[1] * 0.8, CLASS_HUE);
  return names.map((name) => (looksLikeClass(name) ? color : ''));
}

/**
 * More is red, less is blue, new is yellow, grey is what is not significant; told apart by people
 * who see no red or no green, and by lightness in grey print.
 *
 * @param {number} mark 1 more, -1 less, 0 neither
 * @param {boolean} isNew not there in the base
 * @param {number} strength 0 to 1
 */
export function diffColor(mark, isNew, strength, dark) {
  if (mark === 0) {
    return dark ? 'oklch(0.33 0.006 250)' : 'oklch(0.9 0.004 250)';
  }
  if (mark > 0 && isNew) {
    return dark ? 'oklch(0.53 0.11 95)' : 'oklch(0.9 0.16 95)';
  }
  const [lightness, slope] = dark ? [0.42, 0.02] : [0.84, -0.16];
  const chroma = 0.08 + 0.1 * strength;
  return oklch(lightness + slope * strength, chroma, mark > 0 ? 32 : 245);
}

function colorOf(kind, group, dark) {
  const tones = dark ? TONES.dark : TONES.light;
  if (kind === 'merged' || kind === 'special') {
    return neutralColor(dark);
  }
  const hash = hashOf(group);
  const [lightness, chroma] = tones[kind];
  return oklch(lightness + ((hash >>> 12) % 5) * 0.008 - 0.016, chroma,
    HUE_START + (hash % HUE_SPAN));
}

function oklch(lightness, chroma, hue) {
  return `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${hue})`;
}

/** FNV-1a with a final mix, so that packages that differ in a letter differ in hue. */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/**
 * Of lanes of locks.
 *
 * @typedef {object} LanePalette
 *
 * @returns {LanePalette}
 */
export function lanePalette(dark) {
  return dark
    ? {
      page: '#14171b', ink: '#e8ecf0', faint: '#9aa4b0', line: '#2d343d', net: '#5cc0dc',
      paused: '#f0925c', wait: '#5cc0dc', gc: 'rgb(240 146 92 / 34%)',
      safepoint: 'rgb(154 130 224 / 42%)', selection: '#ffd75e',
    }
    : {
      page: '#ffffff', ink: '#15181d', faint: '#5b6572', line: '#dde3e8', net: '#0b6e8a',
      paused: '#c8541d', wait: '#0b6e8a', gc: 'rgb(200 84 29 / 26%)',
      safepoint: 'rgb(82 58 156 / 30%)', selection: '#0b6e8a',
    };
}

/** Of heatmaps: steps that differ in lightness above all. The style sheet names the same ones. */
export function heatPalette(dark) {
  return dark
    ? {
      page: '#14171b', empty: '#1b1f25', unknown: '#14171b',
      steps: ['#2b2733', '#46305a', '#6d3471', '#983b6f', '#c75560', '#ec8752', '#fcd667'],
      first: '#5cc0dc', second: '#9a82e0',
    }
    : {
      page: '#ffffff', empty: '#f6f8f9', unknown: '#ffffff',
      steps: ['#fdf0d5', '#fbd9a5', '#f7b36b', '#ea8445', '#cf5544', '#9c2e54', '#5b1a55'],
      first: '#0b6e8a', second: '#523a9c',
    };
}
