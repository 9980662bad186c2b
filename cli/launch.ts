/** Starts a planned test where it has to run: inside namespaces of its own for a local cluster, else right here. */
import { randomBytes } from 'node:crypto';
import { enterNamespaces } from '../harness/cluster/local/enter.js';
import type { SshSecrets } from '../harness/cluster/ssh/settings.js';
import type { ClientAccess } from '../harness/contracts/target.js';
import type { ReporterName } from '../harness/report/terminal/reporter.js';
import { createRunFolder } from '../harness/results/index.js';
import { softwareFor } from '../harness/target/software.js';
import { conduct } from './conduct.js';
import { ownCommand } from './own-command.js';
import type { Planned } from './plan.js';

export interface LaunchOptions {
  /** The folder that holds all runs. */
  readonly results: string;
  readonly json: boolean;
  readonly keepRunning: boolean;
  /** How it is shown meanwhile; left out: as the terminal allows. */
  readonly reporter?: ReporterName;
  /** Of an external cluster alone. */
  readonly access?: Omit<ClientAccess, 'prefix'>;
  /** Asked for by --on ssh alone. */
  readonly secrets?: SshSecrets;
}

/** Runs it and answers the exit code. */
export async function launch(planned: Planned, options: LaunchOptions): Promise<number> {
  const { test, target, workload } = planned;
  const folder = createRunFolder(options.results, test.name, new Date(test.startedAt), test.seed);
  folder.writeTest(test);
  const { json, keepRunning } = options;
  const reporter = options.reporter === undefined ? {} : { reporter: options.reporter };
  if (options.access !== undefined) {
    // Two machines may begin a run of the same seed in the same second.
    const access = { ...options.access, prefix: `faultline/${folder.id}-${randomBytes(4).toString('hex')}/` };
    return conduct({ test, target, workload, folder, json, keepRunning, access, ...reporter });
  }
  const { secrets } = options;
  if (test.cluster !== 'local')
    return conduct({
      ...{ test, target, workload, folder, json, keepRunning, ...reporter },
      ...(secrets === undefined ? {} : { secrets }),
    });
  const flags = [
    ...(json ? ['--json'] : []),
    ...(keepRunning ? ['--keep-running'] : []),
    ...(options.reporter === undefined ? [] : ['--reporter', options.reporter]),
  ];
  return enterNamespaces({
    command: ownCommand('inside', folder.path, ...flags),
    software: [softwareFor(target, test)],
    keepSoftware: test.keepSoftware,
  });
}
