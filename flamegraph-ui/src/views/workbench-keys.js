const STRETCH = 1.4;
const PAN_PIXELS = 120;

/**
 * What the keys do with a flame graph, as the list of keys tells it.
 *
 * @param {object} does what there is to do; `looks` false where the profile is shown as it is
 * @returns {import('../state/keys.js').Binding[]}
 */
export function workbenchKeys(does) {
  const { graph, flip, looks } = does;
  return [
    { keys: ['/', 'Control+f'], does: 'Search', run: does.search },
    { keys: ['n'], does: 'Next match', run: () => does.stepThroughMatches(1) },
    { keys: ['N'], does: 'Previous match', run: () => does.stepThroughMatches(-1) },
    { keys: ['Escape'], does: 'Clear search, then selection', run: does.clear },
    { keys: ['0'], does: 'Zoom out to everything', run: () => does.zoomTo(0) },
    { keys: ['Backspace'], does: 'Zoom out one frame', run: does.zoomOut },
    { keys: ['Enter'], does: 'Zoom to the selected frame', run: does.zoomToSelected },
    { keys: ['ArrowUp'], does: 'Select the frame above', run: does.stepUp },
    { keys: ['ArrowDown'], does: 'Select the frame below', run: does.stepDown },
    { keys: ['ArrowLeft'], does: 'Select the frame to the left', run: () => graph.step('left') },
    { keys: ['ArrowRight'], does: 'Select the frame to the right', run: () => graph.step('right') },
    { keys: ['+'], does: 'Wider', run: () => graph.stretch(STRETCH) },
    { keys: ['-'], does: 'Narrower', run: () => graph.stretch(1 / STRETCH) },
    { keys: ['Shift+ArrowLeft'], does: 'Move to the left', run: () => graph.pan(PAN_PIXELS, 0) },
    { keys: ['Shift+ArrowRight'], does: 'Move to the right', run: () => graph.pan(-PAN_PIXELS, 0) },
    { keys: ['I', 'i'], does: 'Flame or icicle', run: flip.layout },
    { keys: ['o'], does: 'Siblings by name or the heaviest first', run: flip.order },
    { keys: ['t'], does: 'Table of frames', run: flip.table },
    ...(looks ? lookKeys(looks) : []),
    { keys: ['c'], does: 'Copy the frame', run: does.copyFrame },
    { keys: ['C'], does: 'Copy the stack', run: does.copyStack },
    { keys: ['m', 'ContextMenu'], does: 'Menu of the selected frame', run: does.openMenu },
  ];
}

function lookKeys(looks) {
  return [
    { keys: ['r'], does: 'Reverse: leaves at the root', run: looks.reverse },
    { keys: ['u'], does: 'Collapse recursion', run: looks.recursion },
    { keys: ['k'], does: 'Colours by package, how it ran, whose code', run: looks.color },
    { keys: ['s'], does: 'Sandwich of the frame', run: looks.sandwich },
    { keys: ['f'], does: 'Only stacks through the frame', run: () => looks.list('only') },
    { keys: ['d'], does: 'Drop stacks through the frame', run: () => looks.list('drop') },
    { keys: ['h'], does: 'Hide the frame in its callers', run: () => looks.list('hide') },
  ];
}
