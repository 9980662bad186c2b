/** Starts a planned test where it has to run: inside namespaces of its own for a local cluster, else right here. */
import { fileURLToPath } from 'node:url';
import { enterNamespaces } from '../harness/cluster/local/enter.js';
import { createRunFolder } from '../harness/results/index.js';
import { conduct } from './conduct.js';
import type { Planned } from './plan.js';

export interface LaunchOptions {
  /** The folder that holds all runs. */
  readonly results: string;
  readonly json: boolean;
  readonly keepRunning: boolean;
}

/** Runs it and answers the exit code. */
export async function launch(planned: Planned, options: LaunchOptions): Promise<number> {
  const { test, target, workload } = planned;
  const folder = createRunFolder(options.results, test.name, new Date(test.startedAt), test.seed);
  folder.writeTest(test);
  const { json, keepRunning } = options;
  if (test.cluster !== 'local') return conduct({ test, target, workload, folder, json, keepRunning });
  const main = fileURLToPath(new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
  const flags = [...(json ? ['--json'] : []), ...(keepRunning ? ['--keep-running'] : [])];
  return enterNamespaces({
    command: [process.execPath, ...process.execArgv, main, 'inside', folder.path, ...flags],
    software: [target.software],
  });
}
