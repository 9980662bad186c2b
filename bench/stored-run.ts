/** One run of the real command line, and what it left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FILES, type RunVerdict, runVerdictSchema } from '../harness/results/index.js';
import { commandLine } from './command-line.js';

export interface StoredRun {
  readonly exitCode: number;
  /** Its folder. */
  readonly path: string;
  readonly verdict: RunVerdict;
}

/** A folder of their own for the runs of that name: those side by side would share the link to the latest. */
export function folderOf(name: string, folder: string): string {
  const own = join(folder, name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
  mkdirSync(own, { recursive: true });
  return own;
}

/** `faultline run` with these words; its results stand in `folder`. */
export async function storedRun(words: readonly string[], folder: string): Promise<StoredRun> {
  const all = [commandLine(), 'run', ...words, '--results', folder, '--json'];
  // A run that does not even begin leaves no link: what the one before left is not its own.
  rmSync(join(folder, 'latest'), { force: true });
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'ignore', 'ignore'] });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const path = realpathSync(join(folder, 'latest'));
  const verdict = runVerdictSchema.parse(JSON.parse(readFileSync(join(path, FILES.verdict), 'utf8')));
  return { exitCode: exitCode ?? -1, path, verdict };
}
