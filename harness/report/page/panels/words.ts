/** A moment of the run in words: what a screen reader reads, and eyes that tell no colours apart. */

import { inForceAt, nameFault } from '../../fault-span.js';
import { count, duration } from '../../html/numbers.js';
import type { NodeSeries, Payload } from '../../payload/payload.js';
import { momentIn } from '../drawing/time-axis.js';
import type { SlotQuantiles } from './data/quantiles.js';
import { usualGapNs, valueAt } from './data/series.js';
import { type Slots, slotAt } from './data/slots.js';
import type { Measured, Violation } from './measured.js';

/** Phi from which a node is late, and from which a usual failure detector would call it dead. */
export const LATE_PHI = 1;
export const DEAD_PHI = 8;

/** What the slots of the window hold of the operations. */
export interface Reading {
  readonly rates: readonly [Float64Array, Float64Array, Float64Array];
  readonly quantiles: SlotQuantiles;
}

export interface Moment {
  /** "12.34 s" */
  readonly at: string;
  /** What holds there, one statement each. */
  readonly facts: readonly string[];
}

/** `reading` is null where there were no operations. */
export function momentInWords(
  { payload, violations }: Pick<Measured, 'payload' | 'violations'>,
  slots: Slots,
  reading: Reading | null,
  timeNs: number,
): Moment {
  const facts = [
    ...(reading === null ? [] : [ratesAt(reading, slots, timeNs), latenciesAt(reading.quantiles, timeNs)]),
    faultsAt(payload, timeNs),
    suspicionsAt(payload.suspicion, timeNs),
    violationsAt(violations, slots, timeNs),
  ];
  return { at: momentIn(timeNs, slots.widthNs * slots.count), facts: facts.filter((fact) => fact !== null) };
}

function ratesAt({ rates }: Reading, slots: Slots, timeNs: number): string {
  const slot = slotAt(slots, timeNs);
  const names = ['ok/s', 'failed/s', 'unknown/s'];
  return rates.map((rate, outcome) => `${rateText(rate[slot]!)} ${names[outcome]}`).join(', ');
}

/** Whole numbers, but for what would be rounded to nothing. */
export function rateText(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? String(Number(perSecond.toPrecision(2))) : count(Math.round(perSecond));
}

/** Of the ok operations around a moment. */
export function latenciesAt(quantiles: SlotQuantiles, timeNs: number): string {
  const slot = slotAt(quantiles.slots, timeNs);
  const [median, high, highest] = quantiles.valuesNs.map((values) => values[slot]!);
  if (median === undefined || Number.isNaN(median)) return 'no operation ended ok';
  return `median ${duration(median)}, 99 % ${duration(high!)}, 99.9 % ${duration(highest!)}`;
}

function faultsAt({ faults }: Payload, timeNs: number): string | null {
  if (faults.length === 0) return null;
  const active = inForceAt(faults, timeNs);
  return active.length === 0 ? 'no fault in force' : `in force: ${active.map(nameFault).join('; ')}`;
}

function suspicionsAt(series: readonly NodeSeries[], timeNs: number): string | null {
  if (series.length === 0) return null;
  const said = series.flatMap((each) => {
    const phi = phiAt(each, timeNs);
    return phi === null || phi < LATE_PHI ? [] : [`${each.node} ${suspicionInWords(phi)}`];
  });
  return said.length === 0 ? 'no node suspected' : said.join(', ');
}

/** What a node's suspicion is at a moment; null where nobody measured it. */
export function phiAt(series: NodeSeries, timeNs: number): number | null {
  return valueAt(series, timeNs, 4 * usualGapNs(series.timesNs));
}

export function suspicionInWords(phi: number): string {
  const level = Number(phi.toPrecision(2));
  if (phi >= DEAD_PHI) return `would be declared dead (phi ${level})`;
  return phi >= LATE_PHI ? `is late (phi ${level})` : `answers in time (phi ${level})`;
}

function violationsAt(violations: readonly Violation[], slots: Slots, timeNs: number): string | null {
  const near = violations.filter((violation) => Math.abs(violation.timeNs - timeNs) <= slots.widthNs / 2);
  return near.length === 0 ? null : `violation: ${near.map(({ name }) => name).join('; ')}`;
}
