/** `faultline inside`: the inner half of a local run; started by `run` and `replay`, of no use by hand. */
import { Command } from 'commander';
import { inside } from '../harness/cluster/local/enter.js';
import { UsageError } from '../harness/contracts/errors.js';
import type { ReporterName } from '../harness/report/terminal/reporter.js';
import { openRun } from '../harness/results/index.js';
import { loadTarget, loadWorkload } from './catalogue.js';
import { conduct } from './conduct.js';
import { reporterOption } from './status.js';

/** How long this process may take to end by itself once the run has ended, ms. */
const EXIT_TIMEOUT_MS = 3_000;

export const insideCommand = new Command('inside')
  .argument('<run>')
  .option('--json')
  .option('--keep-running')
  .addOption(reporterOption())
  .action(async (run: string, options: { json?: boolean; keepRunning?: boolean; reporter?: ReporterName }) => {
    if (inside() === null) {
      throw new UsageError('this command is started by `faultline run`', { code: 'not-inside' });
    }
    const { test, folder } = openRun(run);
    process.exitCode = await conduct({
      test,
      target: await loadTarget(test.target),
      workload: await loadWorkload(test.workload),
      folder,
      json: options.json === true,
      keepRunning: options.keepRunning === true,
      ...(options.reporter === undefined ? {} : { reporter: options.reporter }),
    });
    // Whatever is left by then, such as a program that will not end, ends with these namespaces.
    setTimeout(() => process.exit(), EXIT_TIMEOUT_MS).unref();
  });
