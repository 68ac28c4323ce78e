import { decodeDiff } from '../profile/diff-profile.js';
import { decodeFlame } from '../profile/flame-profile.js';
import { lookId } from '../profile/look.js';
import { h } from '../render/dom.js';
import { restoreTheme } from '../render/theme.js';
import { fragmentAddress, withParams } from '../state/address.js';
import { listenToKeys } from '../state/keys.js';
import { tellAbout } from './about-profile.js';
import { diffLens } from './diff-lens.js';
import { tellFindings, tellVerdict } from './diff-report.js';
import { showLook } from './flame-looks.js';
import { createShell } from './shell.js';
import { createWorkbench } from './workbench.js';

/** The entry of a page that is one file and holds one answer of the API: a profile or a comparison. */

const answer = JSON.parse(document.getElementById('pitot-answer').textContent);
const isDiff = Array.isArray(answer.tree?.baseSelf);
const flame = isDiff ? null : decodeFlame(answer);
const diff = isDiff ? decodeDiff(answer) : null;
const address = fragmentAddress();
restoreTheme();
listenToKeys();
const shell = createShell(address, []);
const workbench = createWorkbench({
  params: () => address.read().params,
  change: (changes, isStep) => (isStep ? address.push : address.replace)(
    '/', withParams(address.read().params, changes)),
  say: shell.say,
  hasLooks: !isDiff,
});
document.title = isDiff
  ? `${answer.service}: ${answer.base.label} and ${answer.candidate.label}, ${answer.type}`
  : `${answer.service ?? 'Profile'}: ${answer.type ?? ''}`;
document.body.append(shell.element);
shell.show(h('div.page.page-full', {},
  h('h1', {}, document.title),
  isDiff
    ? [tellVerdict(answer), tellFindings(answer, workbench.zoomTo)]
    : h('p.told', {}, tellAbout(flame)),
  workbench.element));
let drawn = null;
draw();
address.onChange(draw);

function draw() {
  const { params } = address.read();
  if (drawn === lookId(params)) {
    workbench.update();
  } else if (isDiff) {
    workbench.show(diffLens(diff, 'union'));
  } else {
    showLook(workbench, flame, params);
  }
  drawn = lookId(params);
}
