/** `faultline heal`: undoes whatever a killed controller left behind. */
import { Command } from 'commander';
import { removeEmptyControlGroups } from '../harness/cluster/control-group.js';
import { healDocker } from '../harness/cluster/docker/heal.js';
import { removeDeadRunSpaces } from '../harness/cluster/local/run-space.js';
import { FaultlineError, messageOf } from '../harness/contracts/errors.js';
import { printJson } from './output.js';

export const healCommand = new Command('heal')
  .description('undo whatever a killed controller left behind; runs in progress are spared')
  .option('--json', 'print one JSON object')
  .action(async (options: { json?: boolean }) => {
    const local = [
      ...removeDeadRunSpaces().map((name) => `the node folders of dead run ${name}`),
      ...removeEmptyControlGroups(),
    ];
    let docker: readonly string[] = [];
    let note: string | null = null;
    try {
      docker = await healDocker();
    } catch (error) {
      // No engine, nothing to heal there; anything else is worth an error.
      if (!(error instanceof FaultlineError) || error.code !== 'no-docker') throw error;
      note = messageOf(error);
    }
    if (options.json === true) {
      printJson({ local, docker, note });
      return;
    }
    for (const name of local) console.log(`removed ${name}`);
    for (const name of docker) console.log(`removed ${name}`);
    if (local.length + docker.length === 0) console.log('nothing was left behind');
    if (note !== null) console.log(`docker was not looked at: ${note}`);
  });
