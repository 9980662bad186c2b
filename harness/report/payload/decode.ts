/** Reads a payload from the text that `encode.ts` made of it. Runs in the page: no Node. */
import { readContainer } from './container.js';
import { decodeOperations } from './decode-operations.js';
import { lazyValues } from './decode-values.js';
import { decodeLogs } from './log-columns.js';
import type { Payload } from './payload.js';
import { HEAD, type PayloadHead, READING, type Reading } from './payload-head.js';
import { PHI_STEP, readSeries, STEP_MS, STEP_NS } from './series-columns.js';

/** Throws when the text is none of ours. */
export async function decodePayload(text: string): Promise<Payload> {
  const from = await readContainer(text);
  // Its version was checked, and our own encoder wrote it.
  const head = from.json(HEAD) as PayloadHead;
  const { events, predictors, withValues } = from.json(READING) as Reading;
  const columns = { ...decodeOperations(from, events), ...head.names };
  return {
    fromNs: head.fromNs,
    toNs: head.toNs,
    faults: head.faults,
    anomalies: head.anomalies,
    operations: { ...columns, withValues, ...lazyValues(columns, predictors, from) },
    clocks: head.clocks.map((clock, index) => ({
      ...clock,
      timesNs: readSeries(from, `clock ${index} times`, STEP_NS),
      offsetsNs: readSeries(from, `clock ${index} offsets`, STEP_NS),
      uncertaintiesNs: readSeries(from, `clock ${index} uncertainties`, STEP_NS),
    })),
    delays: head.delays.map((delay, index) => ({
      ...delay,
      timesNs: readSeries(from, `delay ${index} times`, STEP_NS),
      delaysNs: readSeries(from, `delay ${index} delays`, STEP_NS),
    })),
    suspicion: head.suspicion.map((level, index) => ({
      ...level,
      timesNs: readSeries(from, `suspicion ${index} times`, STEP_NS),
      values: readSeries(from, `suspicion ${index} values`, PHI_STEP),
    })),
    health: head.hasHealth
      ? {
          timesNs: readSeries(from, 'health times', STEP_NS),
          lateMs: readSeries(from, 'health late', STEP_MS),
          collectingMs: readSeries(from, 'health collecting', STEP_MS),
        }
      : null,
    logs: decodeLogs(head.logs, from),
  };
}
