import { columnsInTime, columnsOfStacks } from '../profile/stack-tree.js';
import { decodeFlame } from '../profile/flame-profile.js';
import { h } from '../render/dom.js';
import { bindKeys } from '../state/keys.js';

/**
 * Single events as a flame graph: merged, or thread by thread in the order of time. Only what is kept
 * one by one can be ordered so.
 *
 * @param {object} page
 * @param {() => URLSearchParams} page.params `order=time` asks for it
 * @param {(changes: object, isStep: boolean) => void} page.change
 * @param {() => boolean} page.isShown whether the key means this one
 */
export function createTimeOrder({ params, change, isShown }) {
  const isOn = () => params().get('order') === 'time';
  const flip = () => change({ order: isOn() ? null : 'time', focus: null }, false);
  const button = h('button', {
    type: 'button',
    title: 'What each thread did one after the other; the time between is left out (w)',
    onclick: flip,
  }, 'In order of time');
  const unbind = bindKeys([{
    keys: ['w'], does: 'Single events in the order of time', run: () => isShown() && flip(),
  }]);
  function update() {
    button.setAttribute('aria-pressed', String(isOn()));
  }

  return {
    button,
    isOn,
    update,
    /**
     * @param {import('../profile/waits.js').Part[]} parts
     * @param {{type: string, unit: string, value: string}} about
     */
    profileOf(parts, about) {
      update();
      return decodeFlame({
        service: '', ...about,
        tree: (isOn() ? columnsInTime : columnsOfStacks)(parts),
      });
    },
    dispose: unbind,
  };
}
