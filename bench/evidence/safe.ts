/** The runs of suites/safe.yaml: every target in a safe configuration under a swarm of faults, where nothing may be found. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Statistics } from '../../checkers/statistics/index.js';
import { readSuite } from '../../cli/suite/read.js';
import { messageOf } from '../../harness/contracts/errors.js';
import { appendRow, latestRows, openRun, readRows } from '../../harness/results/index.js';
import { folderOf, storedRun } from '../stored-run.js';
import { sideBySide } from './side-by-side.js';

const SUITE = join('suites', 'safe.yaml');
const FILE = 'safe.ndjson';

const rowSchema = z.object({
  name: z.string(),
  /** 'failed': the run was none, or nothing was proven. */
  outcome: z.enum(['clean', 'violated', 'failed']),
  /** Why it is not clean. */
  reason: z.string().nullable(),
  /** Operations that succeeded. */
  ok: z.number(),
  /** How often each fault was in force. */
  faults: z.record(z.string(), z.number()),
  command: z.string(),
});
export type SafeRow = z.infer<typeof rowSchema>;

/** What became of those that were not clean when somebody looked into them, by words of the very reason: another may be another matter. */
const LOOKED_INTO: Readonly<Record<string, string>> = {
  'operation 32342, process 9 on n1, at 163.389 s':
    'No false alarm. A write of the log fails (`disk-error`), the server ends itself and recovers, and one read in ten fails meanwhile: it takes the page of its log that it cannot read for the end of the log (“could not read from log segment … Input/output error”, and “redo done” far before where it had been a moment ago), and goes on without the transactions behind it.',
  'zookeeper on n2 ended by itself at 182.080 s':
    'No false alarm. The file with the accepted epoch cannot be written (`disk-error`), the server goes on all the same, and after the next kill it does not start: “The accepted epoch, 1 is less than the current epoch, 2”. What was read stayed linearizable.',
};

/** The latest row of each run. */
export function keptSafe(folder: string): readonly SafeRow[] {
  return latestRows(readRows(join(folder, FILE), rowSchema), ({ name }) => name);
}

/** Makes the runs that are not there yet. `changed` is told after each. */
export async function safe(folder: string, log: (line: string) => void, changed: () => void): Promise<void> {
  const { runs } = await readSuite(SUITE, () => 1);
  const known = keptSafe(folder).filter(({ outcome }) => outcome !== 'failed');
  const isTrue = (words: readonly string[]): boolean => words.every((word) => !word.startsWith('--plant'));
  const missing = runs.filter(({ label, words }) => isTrue(words) && known.every(({ name }) => name !== label));
  await sideBySide(missing, async ({ label, words }) => {
    const row = await oneRun(label, words, folderOf(label, join(folder, 'safe')));
    appendRow(join(folder, FILE), row);
    log(`safe: ${label}: ${row.outcome}${row.reason === null ? '' : ` (${row.reason})`}`);
    changed();
  });
}

async function oneRun(name: string, words: readonly string[], place: string): Promise<SafeRow> {
  try {
    const { path, verdict } = await storedRun(words, place);
    // Our own checker made them.
    const { all, faults: spans } = verdict.statistics as Statistics;
    const faults: Record<string, number> = {};
    for (const { fault } of spans) faults[fault] = (faults[fault] ?? 0) + 1;
    const outcome = verdict.valid === true ? 'clean' : verdict.valid === false ? 'violated' : 'failed';
    return { name, outcome, reason: verdict.reason, ok: all.counts.ok, faults, command: openRun(path).test.command };
  } catch (error) {
    const command = `faultline run ${words.join(' ')}`;
    return { name, outcome: 'failed', reason: messageOf(error), ok: 0, faults: {}, command };
  }
}

/** A section of docs/track-record.md; '' where there is nothing to tell. */
export function safeSection(rows: readonly SafeRow[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(({ name, outcome, reason, ok, faults }) => {
    const inForce = Object.entries(faults).map(([fault, times]) => (times === 1 ? fault : `${fault} ${times}`));
    return `| ${name} | ${outcome}${reason === null ? '' : `: ${reason}`} | ${ok.toLocaleString('en-US')} | ${inForce.join(', ')} |`;
  });
  const told = rows
    .filter(({ outcome }) => outcome === 'violated')
    .map(({ name, reason }) => {
      const [, found] = Object.entries(LOOKED_INTO).find(([words]) => reason?.includes(words)) ?? [];
      return `${name}: ${found ?? 'Not looked into yet.'}`;
    });
  return `## False alarms

Every target in a safe configuration (\`suites/safe.yaml\`), five minutes under a swarm of the faults that the system model of
its claim admits; how often each was in force. Below it, what was found out about those that were not clean.

| target | verdict | operations that succeeded | faults |
|---|---|---|---|
${[lines.join('\n'), ...told].join('\n\n')}

\`\`\`sh
${rows.map(({ command }) => command).join('\n')}
\`\`\`
`;
}
