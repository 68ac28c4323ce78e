import { lookOf } from '../profile/look.js';
import { sandwichOf, transformed } from '../profile/transform.js';
import { flameLens } from './flame-lens.js';

const NOTHING = { only: [], drop: [], hide: [], recursion: false };

/**
 * Shows a profile as the address says: the whole, or a part of it, turned round, or as a sandwich.
 *
 * @param {{show: (lens: import('./flame-lens.js').Lens, halves?: object|null, isNewer?: boolean) => void}} workbench
 * @param {import('../profile/flame-profile.js').FlameProfile} profile
 * @param {URLSearchParams} params
 * @param {boolean} [isNewer] newer values of what is on screen
 */
export function showLook(workbench, profile, params, isNewer = false) {
  const look = lookOf(params);
  const colors = params.get('color');
  const whole = transformed(profile, { ...look, reverse: false });
  if (look.reverse) {
    // Turned round, what a frame did itself is told at the root alone: the table stays as it was.
    const forward = flameLens(whole, colors);
    workbench.show({
      ...flameLens(transformed(whole, { ...NOTHING, reverse: true }), colors),
      table: () => forward.table(0),
    }, null, isNewer);
    return;
  }
  if (look.sandwich === '') {
    workbench.show(flameLens(whole, colors), null, isNewer);
    return;
  }
  const { callers, callees } = sandwichOf(whole, look.sandwich);
  workbench.show(flameLens(whole, colors), {
    callers: flameLens(callers, colors),
    callees: flameLens(callees, colors),
    frame: look.sandwich,
    unit: profile.unit,
  }, isNewer);
}
