/** One run of etcd under one fault, from the real command line, and what its history says of the time after the healing. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AnyFault } from '../../harness/contracts/fault.js';
import { writeSystemModel } from '../../harness/contracts/system-model.js';
import { FILES, type RunVerdict } from '../../harness/results/index.js';
import { storedRun } from '../stored-run.js';
import type { EvidenceRow } from './record.js';

export const FAULT_MS = 20_000;
const QUIET_MS = 3_000;
/** What the issue of recovery is judged by: operations succeed again within this. */
const RECOVERY_MS = 10_000;
const SEED = 1;

const eventSchema = z.object({
  index: z.number(),
  time: z.number(),
  type: z.string(),
  process: z.union([z.number(), z.string()]),
  value: z.unknown(),
});
const phaseSchema = z.object({ phase: z.string() });

/** Five nodes, ten clients; the fault has its default parameters. */
export async function etcdUnder(fault: AnyFault, folder: string): Promise<EvidenceRow> {
  const schedule = join(folder, `${fault.name}.json`);
  const entry = { id: 'f1', fault: fault.name, parameters: fault.parameters.parse({}), when: { atMs: QUIET_MS } };
  writeFileSync(schedule, JSON.stringify([{ ...entry, durationMs: FAULT_MS, seed: SEED }]));
  const timeMs = QUIET_MS + FAULT_MS + RECOVERY_MS;
  const { because: _, ...demands } = fault.demands;
  const model = writeSystemModel(demands);
  const words = ['--schedule', schedule, '--time', `${timeMs / 1000}s`, '--seed', `${SEED}`];
  if (model !== '') words.push('--system-model', model);
  const { exitCode, path, verdict } = await storedRun(['etcd', ...words], folder);
  const events = readFileSync(join(path, FILES.history), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => eventSchema.parse(JSON.parse(line)));
  const phaseAt = (phase: string): number | null =>
    events.find(({ process, value }) => process === 'nemesis' && phaseSchema.safeParse(value).data?.phase === phase)
      ?.time ?? null;
  const verifiedNs = phaseAt('verified');
  const healedNs = phaseAt('healed');
  const ok = successes(events);
  const again = healedNs === null ? undefined : ok.find(({ invokedNs }) => invokedNs >= healedNs);
  return {
    fault: fault.name,
    exitCode,
    verdict: wordFor(verdict, exitCode),
    okDuring: ok.filter(({ doneNs }) => doneNs >= (verifiedNs ?? Infinity) && doneNs < (healedNs ?? Infinity)).length,
    againAfterMs: again === undefined || healedNs === null ? null : Math.round((again.doneNs - healedNs) / 1e6),
  };
}

/** 'valid', which properties were violated, or with what the run ended. */
function wordFor({ valid, properties }: RunVerdict, exitCode: number): string {
  if (valid === true) return 'valid';
  const violated = properties.filter((each) => each.valid === false).map(({ property }) => property);
  return violated.length > 0 ? `violated: ${violated.join(', ')}` : `exit ${exitCode}`;
}

/** Operations that succeeded, in the order of their answers, ns. */
function successes(events: readonly z.infer<typeof eventSchema>[]): { invokedNs: number; doneNs: number }[] {
  const invoked = new Map<number | string, number>();
  return events.flatMap(({ type, process, time }) => {
    if (type === 'invoke') invoked.set(process, time);
    return type === 'ok' ? [{ invokedNs: invoked.get(process) ?? time, doneNs: time }] : [];
  });
}
