/** What was found so far, kept so that it can go on later, and the table made of it. */
import { join } from 'node:path';
import { z } from 'zod';
import { appendRow, latestRows, readRows } from '../../harness/results/index.js';

const rowSchema = z.object({
  fault: z.string(),
  exitCode: z.number(),
  verdict: z.string(),
  okDuring: z.number(),
  againAfterMs: z.number().nullable(),
});

export type EvidenceRow = z.infer<typeof rowSchema>;

const FILE = 'etcd-faults.ndjson';

/** The latest row of each fault. */
export function kept(folder: string): readonly EvidenceRow[] {
  return latestRows(readRows(join(folder, FILE), rowSchema), ({ fault }) => fault);
}

export function keep(folder: string, row: EvidenceRow): void {
  appendRow(join(folder, FILE), row);
}

export function writeTable(rows: readonly EvidenceRow[]): string {
  const lines = rows.map(
    ({ fault, verdict, okDuring, againAfterMs }) =>
      `| ${fault} | ${verdict} | ${okDuring} | ${againAfterMs === null ? 'never' : `${(againAfterMs / 1000).toFixed(2)} s`} |`,
  );
  return `# Evidence

Made by \`npm run evidence\`: five etcd nodes on local, ten clients at 200 operations a second, each fault of the catalogue
with its default parameters in force for 20 s, then 10 s without. "Again" is the time from the healing to the first answer to
an operation that began after it; what is judged is linearizability, and that no process ends without our doing.

etcd 3.4 without TLS has no checksum of its own on what its members send each other: where bits of it are flipped
(\`corrupt\`) a member meets an entry of its log that it cannot read, and gives up ("unmarshal should never fail").

| fault | verdict | succeeded meanwhile | again after |
|---|---|---|---|
${lines.join('\n')}
`;
}
