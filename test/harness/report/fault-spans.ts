/** Faults of a run that lasts a hundred nanoseconds. */
import type { FaultSpan } from '../../../harness/report/fault-span.js';

export const TO_NS = 100;

export function span(fault: string, injectNs: number, forNs: number, end: FaultSpan['end'] = 'healed'): FaultSpan {
  const over = end === 'healed';
  const never = end === 'skipped' || end === 'failed';
  return {
    ...{ id: `${fault}${injectNs}`, fault, victims: ['n1'], summary: '', injectNs, detail: null, end },
    verifiedNs: never ? null : injectNs + 1,
    healNs: over ? injectNs + forNs - 1 : null,
    healedNs: over ? injectNs + forNs : null,
  };
}
