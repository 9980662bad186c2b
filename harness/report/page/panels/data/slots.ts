/**
 * Slots of time that lines are drawn from. They begin at round moments of the run, not at the edge of the window, so that
 * a line does not change its shape while the window moves over it.
 */
import { roundStep } from '../../drawing/time-axis.js';

/** As many as can be told apart on a screen, and fewer where each would hold too little to say anything. */
const MOST = 240;
const FEWEST = 24;
const OPERATIONS_PER_SLOT = 20;

export interface Slots {
  readonly widthNs: number;
  /** Where the first one begins; not after the window does. */
  readonly fromNs: number;
  readonly count: number;
  /** What part of each slot lies within the run, ns: all of it but at both ends. */
  readonly coveredNs: Float64Array;
}

export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Slots that cover the window; `operations` is how many it holds. */
export function slotsFor(window: Span, run: Span, operations: number, most = MOST): Slots {
  const fewest = Math.min(FEWEST, most);
  const wanted = Math.min(most, Math.max(fewest, Math.floor(operations / OPERATIONS_PER_SLOT)));
  return slotsOf(window, run, roundStep((window.toNs - window.fromNs) / wanted));
}

/** Slots of that width that cover the window. */
export function slotsOf(window: Span, run: Span, widthNs: number): Slots {
  const first = Math.floor(window.fromNs / widthNs);
  const count = Math.max(1, Math.ceil(window.toNs / widthNs) - first);
  const coveredNs = new Float64Array(count);
  for (let slot = 0; slot < count; slot += 1) {
    const beginNs = (first + slot) * widthNs;
    coveredNs[slot] = Math.max(0, Math.min(beginNs + widthNs, run.toNs) - Math.max(beginNs, run.fromNs));
  }
  return { widthNs, fromNs: first * widthNs, count, coveredNs };
}

/** The slot of a moment; the nearest one where the slots do not hold it. */
export function slotAt(slots: Slots, timeNs: number): number {
  return Math.min(slots.count - 1, Math.max(0, Math.floor((timeNs - slots.fromNs) / slots.widthNs)));
}

/** Where a slot begins, ns; that of `slots.count` is where the last one ends. */
export function slotFrom(slots: Slots, slot: number): number {
  return slots.fromNs + slot * slots.widthNs;
}
