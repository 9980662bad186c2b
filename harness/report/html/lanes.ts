/** The faults as lanes over the plots: one lane per kind, more where faults of a kind overlap, and the violations. */
import type { Anomaly } from '../../contracts/checker.js';
import type { Axis } from './axis.js';
import type { FaultSpan } from './faults.js';
import { html, type Markup } from './markup.js';
import { moment, percent } from './numbers.js';
import { windows } from './panel.js';

/** Part of the width below which a bar carries no text. */
const NARROW = 0.03;
/** Lanes of one kind of fault at most; more that overlap share the last one. */
const MAX_LANES = 8;

export function faultLanes(faults: readonly FaultSpan[], time: Axis, toNs: number): readonly Markup[] {
  const kinds = [...new Set(faults.map(({ fault }) => fault))];
  return kinds.flatMap((kind) =>
    packed(
      faults.filter(({ fault }) => fault === kind),
      toNs,
    ).map((spans, lane) =>
      laneOf(
        lane === 0 ? kind : '',
        'fault-lane',
        spans.map((span) => bar(span, time, toNs)),
      ),
    ),
  );
}

/** Where violations became certain. Null where none has a moment. */
export function violationLane(anomalies: readonly Anomaly[], time: Axis): Markup | null {
  const moments = anomalies.flatMap(({ time: at, type }) => (at === undefined ? [] : [{ at, type }]));
  if (moments.length === 0) return null;
  const marks = moments.map(
    ({ at, type }) =>
      html`<span class="violation-mark" style="left:${percent(time.share(at))}" title="${type} at ${moment(at)}"></span>`,
  );
  return laneOf('violation', 'violation-lane', marks);
}

function laneOf(name: string, kind: string, content: readonly Markup[]): Markup {
  return html`<div class="row lane ${kind}"><div class="gutter"><span class="lane-name" title="${name}">${name}</span></div><div class="plot">${content}</div></div>`;
}

function bar(span: FaultSpan, time: Axis, toNs: number): Markup {
  const { whole, verified, title } = windows(span, time, toNs);
  if (span.end === 'skipped') {
    return html`<span class="skipped-mark" style="left:${percent(whole[0])}" title="${title}, skipped: ${span.detail ?? ''}"></span>`;
  }
  const within = verified === null ? null : html`<span class="fault-verified" style="${between(verified)}"></span>`;
  const [from, to] = verified ?? whole;
  const named = span.summary === '' ? span.victims.join(' ') : span.summary;
  // A bar too narrow to be read in says it when pointed at.
  const text = to - from < NARROW ? '' : named;
  return html`<span class="fault-whole" style="${between(whole)}"></span>${within}<span class="fault-text" style="${between([from, to])}" title="${title}">${text}</span>`;
}

function between([from, to]: readonly [number, number]): string {
  return `left:${percent(from)};width:max(2px,${percent(to - from)})`;
}

/** Each fault in the first lane that is free again. */
function packed(spans: readonly FaultSpan[], toNs: number): readonly (readonly FaultSpan[])[] {
  const lanes: { spans: FaultSpan[]; freeNs: number }[] = [];
  for (const span of spans) {
    const free =
      lanes.find(({ freeNs }) => freeNs <= span.injectNs) ?? (lanes.length < MAX_LANES ? null : lanes.at(-1));
    const lane = free ?? { spans: [], freeNs: 0 };
    if (free === null || free === undefined) lanes.push(lane);
    lane.spans.push(span);
    lane.freeNs = span.healedNs ?? (span.end === 'skipped' ? span.injectNs : toNs);
  }
  return lanes.map((lane) => lane.spans);
}
