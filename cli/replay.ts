/** `faultline replay`: the same test, seed and schedule again, as a run of its own. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { ReporterName } from '../harness/report/terminal/reporter.js';
import { openRun } from '../harness/results/index.js';
import { softwareFor } from '../harness/target/software.js';
import { lookWith, requirePossible } from './capabilities.js';
import { faults as allFaults, faultNamed, loadTarget, loadWorkload } from './catalogue.js';
import { readAccess } from './external.js';
import { launch } from './launch.js';
import { sshSecrets } from './ssh-hosts.js';
import { reporterOption } from './status.js';
import { versions } from './versions.js';

export const replayCommand = new Command('replay')
  .description('run a stored test again: the same seed, the same schedule of faults')
  .argument('<run>', 'its folder, or latest')
  .option('--results <folder>', 'where runs are kept', 'results')
  .addOption(reporterOption())
  .option('--json', 'print the verdict as one JSON object')
  .action(async (path: string, options: { results: string; json?: boolean; reporter?: ReporterName }) => {
    const stored = openRun(path, options.results).test;
    const target = await loadTarget(stored.target);
    const test = {
      ...stored,
      startedAt: new Date().toISOString(),
      versions: versions(softwareFor(target, stored), stored.cluster),
    };
    const faults = [...new Set(test.schedule.map(({ fault }) => faultNamed(fault)))];
    const secrets = sshSecrets();
    if (test.cluster !== 'external')
      await requirePossible(faults, test.cluster, lookWith(test.ssh, secrets), allFaults);
    const planned = { test, target, workload: await loadWorkload(test.workload) };
    const launchOptions = {
      ...{ results: resolve(options.results), json: options.json === true, keepRunning: false, secrets },
      ...(options.reporter === undefined ? {} : { reporter: options.reporter }),
      ...(test.external === undefined ? {} : { access: await readAccess(test.external) }),
    };
    process.exitCode = await launch(planned, launchOptions);
  });
