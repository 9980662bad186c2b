/** `faultline heal`: undoes whatever a killed controller left behind. */
import { Command } from 'commander';
import { removeEmptyControlGroups } from '../harness/cluster/control-group.js';
import { healDocker } from '../harness/cluster/docker/heal.js';
import { removeDeadRunSpaces } from '../harness/cluster/local/run-space.js';
import { healMachines } from '../harness/cluster/ssh/heal.js';
import { FaultlineError, messageOf } from '../harness/contracts/errors.js';
import { printJson } from './output.js';
import { addSshOptions, type SshOptions, sshOf, sshSecrets } from './ssh-hosts.js';

export const healCommand = new Command('heal')
  .description(
    'undo whatever a killed controller left behind, here and on machines (--hosts); runs in progress are spared',
  )
  .option('--json', 'print one JSON object')
  .action(async (options: SshOptions & { json?: boolean }) => {
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
    const ssh = options.hosts === undefined ? null : sshOf(options);
    const machines = ssh ? await healMachines(ssh, sshSecrets()) : { removed: [], busy: [] };
    if (options.json === true) {
      printJson({ local, docker, note, machines });
      return;
    }
    for (const name of local) console.log(`removed ${name}`);
    for (const name of docker) console.log(`removed ${name}`);
    for (const name of machines.removed) console.log(`removed ${name}`);
    for (const place of machines.busy) console.log(`left alone ${place}: a run is in progress there`);
    if (local.length + docker.length + machines.removed.length === 0) console.log('nothing was left behind');
    if (note !== null) console.log(`docker was not looked at: ${note}`);
  });

addSshOptions(healCommand);
