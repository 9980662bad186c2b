/** From what a run left to what the program of its page is given. */
import type { History } from '../../contracts/history.js';
import { type Measurements, NO_MEASUREMENTS, type RunVerdict } from '../../results/index.js';
import type { FaultSpan } from '../fault-span.js';
import { gatherMeasured } from './gather-measured.js';
import { gatherOperations } from './gather-operations.js';
import type { AnomalyMark, Payload } from './payload.js';

export interface PayloadInput {
  readonly history: History;
  readonly verdict: RunVerdict;
  readonly faults: readonly FaultSpan[];
  readonly measurements?: Measurements;
  readonly keyed: boolean;
  /** When the run began, ISO 8601: a fallback where nothing measured says so. */
  readonly startedAt: string;
}

/** O(events). */
export function gatherPayload(input: PayloadInput): Payload {
  const { history, verdict, faults, keyed, startedAt, measurements = NO_MEASUREMENTS } = input;
  const { fromNs, toNs } = extent(history);
  const anomalies = anomalyMarks(verdict);
  return {
    ...{ fromNs, toNs, faults, anomalies },
    operations: gatherOperations(history, keyed),
    ...gatherMeasured({ measurements, faults, anomalies, toNs, startedAt }),
  };
}

function extent({ length, times }: History): { readonly fromNs: number; readonly toNs: number } {
  let fromNs = Number.POSITIVE_INFINITY;
  let toNs = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < length; index += 1) {
    fromNs = Math.min(fromNs, times[index]!);
    toNs = Math.max(toNs, times[index]!);
  }
  if (length === 0) fromNs = 0;
  return { fromNs, toNs: toNs > fromNs ? toNs : fromNs + 1e9 };
}

function anomalyMarks(verdict: RunVerdict): AnomalyMark[] {
  return verdict.properties
    .flatMap(({ property, anomalies }) => anomalies.map((anomaly) => ({ property, ...anomaly })))
    .map(({ property, type, key = null, time = null, operations }, number) => ({
      ...{ number, property, type, key, timeNs: time, operations },
    }));
}
