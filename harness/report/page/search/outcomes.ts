/** Outcomes in the words of a search, and how long an operation took. */
import { FAIL, INFO, OK, type Operations } from '../../payload/payload.js';

/** Codes by the words that mean them. */
export const OUTCOME_CODES: Readonly<Record<string, number>> = { ok: OK, fail: FAIL, info: INFO, unknown: INFO };

/** How long it took; of one that never completed, how long it had been waiting when the run ended. */
export function tookNs({ startsNs, endsNs }: Operations, at: number, toNs: number): number {
  const endNs = endsNs[at] ?? Number.NaN;
  return (Number.isNaN(endNs) ? toNs : endNs) - (startsNs[at] ?? 0);
}
