/** Runs a fixture program inside namespaces, as `faultline run --on local` does, and reads what it prints. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { probeNamespaces } from '../../harness/cluster/local/namespaces.js';
import { root } from '../house/files.js';

/** Why a local cluster cannot be had here; null when it can. */
export async function missingForLocal(): Promise<string | null> {
  const answer = await probeNamespaces();
  return answer.mode === null ? answer.reason : null;
}

/** Starts test/…/<fixture> inside namespaces with this software; its stdout is its own. */
export function startInside(fixture: string, software: readonly string[] = [], env: Record<string, string> = {}) {
  const enter = fileURLToPath(new URL('./enter-fixture.ts', import.meta.url));
  const words = ['--import', 'tsx', enter, join(root, 'test', fixture), ...software];
  return execa(process.execPath, words, { cwd: root, reject: false, timeout: 120_000, env });
}

/** Runs it to its end and answers the JSON of its last line. Throws when it failed. */
export async function runInside(
  fixture: string,
  software: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<unknown> {
  const result = await startInside(fixture, software, env);
  if (result.exitCode !== 0)
    throw new Error(`${fixture} ended with ${result.exitCode}: ${result.stderr}\n${result.stdout}`);
  return JSON.parse(result.stdout.trim().split('\n').at(-1) ?? 'null');
}
