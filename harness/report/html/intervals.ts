/**
 * Operations as bars on a time axis, one row each, the one at which it breaks marked by colour, thickness and word.
 * Long stretches in which nothing of them happened are shortened, and say so.
 */
import type { IntervalPicture } from '../../contracts/checker.js';
import { html, type Markup } from './markup.js';
import { duration, moment, percent } from './numbers.js';
import { operationLink } from './operations.js';

/** Part of the width that a shortened stretch keeps. */
const GAP_SHARE = 0.08;
/** A stretch is shortened when it takes more than this part of the whole. */
const LONG_GAP = 0.25;
const MAX_ROWS = 40;

const ROLES = { culprit: 'breaks here', witness: 'contradicts it', context: '' } as const;

export function intervalFigure(picture: IntervalPicture): Markup | null {
  if (picture.intervals.length === 0) return null;
  const shown = [...picture.intervals].sort((left, right) => left.start - right.start).slice(0, MAX_ROWS);
  // An operation that was never answered may reach far back: it is drawn, but does not stretch the axis.
  const answered = shown.filter(({ end, role }) => end !== null || role !== 'context');
  const leading = answered.length > 0 ? answered : shown;
  const lastNs = Math.max(...leading.map(({ start, end }) => end ?? start));
  const firstNs = Math.min(...leading.map(({ start }) => start));
  const scale = brokenScale(leading.map(({ start, end }) => [start, end ?? lastNs] as const));
  const cuts = scale.gaps.map(
    ({ at }) => html`<span class="cut" style="left:${percent(at - GAP_SHARE / 2)};width:${percent(GAP_SHARE)}"></span>`,
  );
  const rows = shown.map((interval) => {
    const { operation, process, label, start, end, role } = interval;
    const from = Math.max(0, scale.share(start));
    const to = end === null ? 1 : Math.min(1, scale.share(end));
    // Near the right edge things are placed from there, so that they do not run out of the picture.
    const place = from > 0.55 ? `right:${percent(1 - to)}` : `left:${percent(from)}`;
    const took =
      end === null ? `outcome unknown${start < firstNs ? `, since ${moment(start)}` : ''}` : duration(end - start);
    const word = ROLES[role] === '' ? null : html` <span class="role">${ROLES[role]}</span>`;
    return html`<li class="interval ${role}"><span class="who">process ${process}</span><span class="lane-plot">${cuts}<span class="interval-label" style="${place};max-width:${percent(from > 0.55 ? to : 1 - from)}" title="${label}"><b>${label}</b> <span class="dim">${operationLink(operation)}, ${took}</span>${word}</span><span class="bar${end === null ? ' open' : ''}" style="${place};width:max(4px,${percent(to - from)})" title="${moment(start)} to ${end === null ? 'the end' : moment(end)}"></span></span></li>`;
  });
  const gaps = scale.gaps.map(({ at, skippedNs }) => {
    const place = at > 0.5 ? `right:${percent(1 - at - GAP_SHARE / 2)}` : `left:${percent(at - GAP_SHARE / 2)}`;
    return html`<span class="gap" style="${place}">${duration(skippedNs)}</span>`;
  });
  const more = picture.intervals.length - shown.length;
  return html`<figure class="intervals"><ol>${rows}</ol>
<div class="interval-axis"><span class="who"></span><span class="lane-plot"><span class="from">${moment(firstNs)}</span>${gaps}<span class="to">${moment(lastNs)}</span></span></div>
<figcaption class="note">A bar reaches from the moment a client asked to the moment it had the answer.${
    gaps.length === 0 ? null : ' Hatched are stretches of time that are drawn shorter than they were.'
  }${more > 0 ? ` ${more} more operations are not drawn.` : null}</figcaption></figure>`;
}

/** A scale on which stretches that no interval touches take no more than their share. */
export function brokenScale(intervals: readonly (readonly [number, number])[]) {
  const sorted = [...intervals].sort(([left], [right]) => left - right);
  const startNs = sorted[0]?.[0] ?? 0;
  const totalNs = Math.max(1, ...sorted.map(([, end]) => end - startNs));
  const long: { from: number; to: number }[] = [];
  let coveredTo = startNs;
  for (const [start, end] of sorted) {
    if (start - coveredTo > totalNs * LONG_GAP) long.push({ from: coveredTo, to: start });
    coveredTo = Math.max(coveredTo, end);
  }
  const keptNs = totalNs - long.reduce((sum, { from, to }) => sum + (to - from), 0);
  const room = 1 - long.length * GAP_SHARE;
  const share = (timeNs: number): number => {
    let [skippedNs, added] = [0, 0];
    for (const { from, to } of long) {
      if (timeNs >= to) {
        skippedNs += to - from;
        added += GAP_SHARE;
      } else if (timeNs > from) {
        skippedNs += timeNs - from;
        added += (GAP_SHARE * (timeNs - from)) / (to - from);
      }
    }
    return ((timeNs - startNs - skippedNs) / Math.max(keptNs, 1)) * room + added;
  };
  const gaps = long.map(({ from, to }) => ({ at: share((from + to) / 2), skippedNs: to - from }));
  return { share, gaps };
}
