/** Operations in sentences: for a pointer that rests on one, for a screen reader, and for the list of matches. */

import { type FaultSpan, verifiedOf } from '../../fault-span.js';
import { duration, moment, plural } from '../../html/numbers.js';
import { type AnomalyMark, FAIL, INFO, NONE, OK, type Operations, type Payload } from '../../payload/payload.js';
import { textOf } from '../search/json-text.js';
import { labelOf } from './label.js';

/** "ok", "failed: it surely had no effect", and so on. */
export function outcomeInWords({ outcomes, completions }: Operations, at: number): string {
  const outcome = outcomes[at];
  if (outcome === OK) return 'ok: it happened';
  if (outcome === FAIL) return 'failed: it surely had no effect';
  return (completions[at] ?? -1) < 0
    ? 'never answered: nobody knows whether it happened'
    : 'unknown: nobody knows whether it happened';
}

/** "#12 write 203 on key 5, process 3 through n1, at 12.345 s, ok after 3.2 ms" */
export function tell(operations: Operations, at: number): string {
  const key = keyOf(operations, at);
  const node = nodeOf(operations, at);
  const parts = [
    `#${operations.invocations[at]} ${labelOf(operations, at).replace(/^[✗?] /, '')}${key === null ? '' : ` on key ${key}`}`,
    `process ${operations.processes[at]}${node === null ? '' : ` through ${node}`}`,
    `at ${moment(operations.startsNs[at] ?? 0)}`,
    outcomeAfter(operations, at),
  ];
  const error = errorOf(operations, at);
  return error === null ? parts.join(', ') : `${parts.join(', ')}: ${error}`;
}

function outcomeAfter({ outcomes, startsNs, endsNs }: Operations, at: number): string {
  const ns = (endsNs[at] ?? Number.NaN) - (startsNs[at] ?? 0);
  if (Number.isNaN(ns)) return 'never answered';
  const word = ['ok', 'failed', 'unknown'][outcomes[at] ?? INFO] ?? 'unknown';
  return `${word} after ${duration(ns)}`;
}

/** "12 operations: 9 ok, 2 failed, 1 unknown" */
export function tellCounts(oks: number, fails: number, infos: number): string {
  const parts = [
    ...(oks > 0 ? [`${oks} ok`] : []),
    ...(fails > 0 ? [`${fails} failed`] : []),
    ...(infos > 0 ? [`${infos} unknown`] : []),
  ];
  return `${plural(oks + fails + infos, 'operation')}: ${parts.join(', ')}`;
}

export function keyOf({ keys, keyNames }: Operations, at: number): string | null {
  const name = keyNames[keys[at] ?? NONE];
  return name === undefined ? null : textOf(name);
}

export function nodeOf({ nodes, nodeNames }: Operations, at: number): string | null {
  return nodeNames[nodes[at] ?? NONE] ?? null;
}

export function errorOf({ errors, errorNames }: Operations, at: number): string | null {
  return errorNames[errors[at] ?? NONE] ?? null;
}

/** Faults that were proven to be in force at some moment between the two. */
export function faultsBetween({ faults, toNs }: Payload, startNs: number, endNs: number): readonly FaultSpan[] {
  return faults.filter((span) => {
    const window = verifiedOf(span, toNs);
    return window !== null && window[0] <= endNs && window[1] >= startNs;
  });
}

/** Anomalies that the operation is part of. */
export function anomaliesOf({ anomalies, operations }: Payload, at: number): readonly AnomalyMark[] {
  const places = [operations.invocations[at] ?? -1, operations.completions[at] ?? -1].filter((place) => place >= 0);
  return anomalies.filter((anomaly) => anomaly.operations.some((place) => places.includes(place)));
}
