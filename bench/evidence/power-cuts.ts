/** etcd under power failures of all nodes at once: with fsync, seed after seed, and without. */
import { join } from 'node:path';
import { z } from 'zod';
import { appendRow, readRows } from '../../harness/results/index.js';
import { storedRun } from '../stored-run.js';

const SEEDS = 10;
const FILE = 'power-cuts.ndjson';
const WORDS = [
  ...['--faults', 'lose-unsynced:victims=all', '--time', '60s', '--interval', '10s'],
  ...['--fault-duration', '2s', '--nodes', '3'],
];

const rowSchema = z.object({
  fsync: z.enum(['on', 'off']),
  seed: z.number(),
  verdict: z.string(),
  /** The first anomaly's type and what it says; null where nothing was found. */
  found: z.string().nullable(),
});
export type PowerCutRow = z.infer<typeof rowSchema>;

export function keptCuts(folder: string): readonly PowerCutRow[] {
  return readRows(join(folder, FILE), rowSchema);
}

/** Runs what is not there yet, a line for each run. */
export async function powerCuts(folder: string, log: (line: string) => void): Promise<void> {
  for (const fsync of ['on', 'off'] as const) {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      if (keptCuts(folder).some((row) => row.fsync === fsync && row.seed === seed)) continue;
      const row = await oneRun(folder, fsync, seed);
      appendRow(join(folder, FILE), row);
      log(`power cuts, fsync ${fsync}, seed ${seed}: ${row.verdict}${row.found === null ? '' : ` (${row.found})`}`);
    }
  }
}

async function oneRun(folder: string, fsync: 'on' | 'off', seed: number): Promise<PowerCutRow> {
  const unclaimed = fsync === 'off' ? ['--set', 'fsync=off', '--judge', 'linearizable'] : [];
  const words = [...WORDS, ...unclaimed, '--seed', `${seed}`];
  const { exitCode, verdict: stored } = await storedRun(['etcd', ...words], folder);
  const { valid, reason, properties } = stored;
  const broken = properties.filter((each) => each.valid === false);
  const verdict = valid === true ? 'valid' : broken.length > 0 ? 'violated' : `exit ${exitCode}: ${reason}`;
  const found = broken.map(({ property, anomalies }) => `${property}: ${anomalies[0]?.type ?? ''}`).join(', ');
  return { fsync, seed, verdict, found: found === '' ? null : found };
}

/** For docs/evidence.md; empty where nothing was run. */
export function cutsTable(rows: readonly PowerCutRow[]): string {
  if (rows.length === 0) return '';
  const lines = (['on', 'off'] as const).map((fsync) => {
    const own = rows.filter((row) => row.fsync === fsync);
    const verdicts = [...new Set(own.map(({ verdict }) => verdict))].map(
      (verdict) => `${own.filter((row) => row.verdict === verdict).length} ${verdict}`,
    );
    const found = [...new Set(own.flatMap(({ found: each }) => each ?? []))].join('; ');
    return `| ${fsync} | ${own.length} | ${verdicts.join(', ')} | ${found} |`;
  });
  return `
## Power failures

Three etcd nodes, and every 10 s all of them lose their power for 2 s, for 60 s: what was not synced is gone
(\`lose-unsynced:victims=all\`). etcd syncs before it answers; by its own \`--unsafe-no-fsync\` it does not.

| fsync | seeds | verdicts | found |
|---|---|---|---|
${lines.join('\n')}
`;
}
