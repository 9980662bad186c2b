/** Faults that change while they are in force, as stages. */
import type { Stage } from '../harness/contracts/fault.js';
import type { Trouble } from '../harness/contracts/trouble.js';

/** A flapping fault has at most so many stages, whatever it is asked for. */
const MAX_STAGES = 2_000;

/** There for half of each period, gone for the other half; it begins by being there. */
export function flapping(trouble: Trouble, periodMs: number, durationMs: number): readonly Stage[] {
  const half = periodMs / 2;
  const count = Math.min(MAX_STAGES, Math.ceil(durationMs / half) - 1);
  return Array.from({ length: Math.max(0, count) }, (_, index) => ({
    afterMs: Math.round((index + 1) * half),
    trouble: index % 2 === 0 ? {} : trouble,
  }));
}
