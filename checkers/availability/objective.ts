/** The objective that availability is held against: "99.9%@200ms", a share of the requests and a time. */
import { UsageError } from '../../harness/contracts/errors.js';

export interface Objective {
  /** Of the requests, 0 to 1. */
  readonly share: number;
  /** Within which they are answered. */
  readonly withinMs: number;
  /** After a fault has come or gone, so long nothing is asked of the database: it must find a new leader first. */
  readonly settleMs: number;
}

export const DEFAULT_OBJECTIVE: Objective = { share: 0.9, withinMs: 5_000, settleMs: 3_000 };

const SHAPE = /^(\d+(?:\.\d+)?)%(?:@(\d+(?:\.\d+)?)(ms|s))?(?:,settle=(\d+(?:\.\d+)?)(ms|s))?$/;

/** Throws UsageError 'unknown-level'. */
export function parseObjective(text: string): Objective {
  const [, share, within, unit, settle, settleUnit] = SHAPE.exec(text) ?? [];
  if (share === undefined || Number(share) > 100) {
    throw new UsageError(`"${text}" is no objective of availability`, {
      code: 'unknown-level',
      value: text,
      hint: 'write it as 99.9%@200ms, or 99%@1s,settle=5s',
    });
  }
  const ms = (amount: string | undefined, of: string | undefined, otherwise: number): number =>
    amount === undefined ? otherwise : Number(amount) * (of === 's' ? 1_000 : 1);
  return {
    share: Number((Number(share) / 100).toFixed(9)),
    withinMs: ms(within, unit, DEFAULT_OBJECTIVE.withinMs),
    settleMs: ms(settle, settleUnit, DEFAULT_OBJECTIVE.settleMs),
  };
}

/** "99.9 % of the requests answered within 200 ms". */
export function sayObjective({ share, withinMs }: Objective): string {
  const percent = Number((share * 100).toFixed(6));
  return `${percent} % of the requests answered within ${withinMs >= 1_000 ? `${withinMs / 1_000} s` : `${withinMs} ms`}`;
}

/** A share as nines: 0.999 is 3; whole, it is infinite, and null. */
export function nines(share: number): number | null {
  return share >= 1 ? null : Number((-Math.log10(1 - share)).toFixed(2));
}
