import { formatTime, formatUtc, formatValue } from '../profile/format.js';
import { h } from '../render/dom.js';
import { withParams } from '../state/address.js';
import { lossBadges } from './losses.js';

/**
 * What the numbers of a profile cover, and what is known to be missing from them.
 *
 * @param {import('../profile/flame-profile.js').FlameProfile} profile
 */
export function tellAbout({ total, unit, about }) {
  return [
    h('strong', {}, formatValue(total[0], unit)), ' ',
    h('span', about.coveredFromMillis > 0 && {
      title: `${formatUtc(about.coveredFromMillis)} – ${formatUtc(about.coveredToMillis)}`,
    }, [
      // A file that was looked at event by event has no windows.
      about.windows !== 0 && `${about.instances} ${about.instances === 1 ? 'instance' : 'instances'}`,
      about.windows !== 0 && `${about.windows} windows of 10 s`,
      about.coveredFromMillis > 0
        && `${formatTime(about.coveredFromMillis)} – ${formatTime(about.coveredToMillis)}`,
      about.source,
      about.mergedNodes > 0 && `${about.mergedNodes} small frames merged`,
    ].filter(Boolean).join(' · ')),
    ' ', lossBadges(about.losses),
    (about.leftOut ?? []).map((left) => [' ', h('span.warn', {
      title: 'Two sources measure different things and are never added up',
    }, 'left out: ', h('a', { href: leftOutHref(left) },
      `${left.instances} on ${left.source}${left.jdk ? `, JDK ${left.jdk}` : ''}`))]),
  ];
}

function leftOutHref(left) {
  return `/flame?${withParams(new URLSearchParams(location.search), { match: left.match })}`;
}
