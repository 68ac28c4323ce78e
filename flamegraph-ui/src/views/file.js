import { decodeDiff } from '../profile/diff-profile.js';
import { decodeFlame } from '../profile/flame-profile.js';
import { h } from '../render/dom.js';
import { restoreTheme } from '../render/theme.js';
import { fragmentAddress, withParams } from '../state/address.js';
import { listenToKeys } from '../state/keys.js';
import { tellAbout } from './about-profile.js';
import { diffLens } from './diff-lens.js';
import { tellFindings, tellVerdict } from './diff-report.js';
import { flameLens } from './flame-lens.js';
import { createShell } from './shell.js';
import { createWorkbench } from './workbench.js';

/** The entry of a page that is one file and holds one answer of the API: a profile or a comparison. */

const answer = JSON.parse(document.getElementById('pitot-answer').textContent);
const address = fragmentAddress();
restoreTheme();
listenToKeys();
const shell = createShell(address, []);
const workbench = createWorkbench({
  params: () => address.read().params,
  change: (changes, isStep) => (isStep ? address.push : address.replace)(
    '/', withParams(address.read().params, changes)),
  say: shell.say,
});
const isDiff = Array.isArray(answer.tree?.baseSelf);
document.title = isDiff
  ? `${answer.service}: ${answer.base.label} and ${answer.candidate.label}, ${answer.type}`
  : `${answer.service ?? 'Profile'}: ${answer.type ?? ''}`;
document.body.append(shell.element);
shell.show(h('div.page.page-full', {},
  h('h1', {}, document.title),
  isDiff
    ? [tellVerdict(answer), tellFindings(answer, workbench.zoomTo)]
    : h('p.told', {}, tellAbout(decodeFlame(answer))),
  workbench.element));
workbench.show(isDiff ? diffLens(decodeDiff(answer), 'union') : flameLens(decodeFlame(answer)));
address.onChange(workbench.update);
