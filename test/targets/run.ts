/** Runs of the real command line, for tests of what is found in a target and what is not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { FILES, runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';

const RUN_TIMEOUT_MS = 150_000;

/** `faultline run` with these words, into a results folder of its own: how it exited, and what was found. */
export async function run(words: readonly string[], results: string) {
  const all = [join(root, 'dist/cli/main.js'), 'run', ...words, '--results', results];
  const options = { cwd: root, reject: false, timeout: RUN_TIMEOUT_MS } as const;
  const { exitCode, stdout } = await execa(process.execPath, all, options);
  const read = (name: string): string => readFileSync(join(results, 'latest', name), 'utf8');
  const verdict = runVerdictSchema.parse(JSON.parse(read(FILES.verdict)));
  const anomalies = verdict.properties.flatMap((property) => property.anomalies);
  return { exitCode, stdout, verdict, anomalies, kinds: [...new Set(anomalies.map(({ type }) => type))], read };
}
