/** How to get into a node of a docker run from outside its controller. */
import type Docker from 'dockerode';
import { FaultlineError } from '../../contracts/errors.js';
import { findProgram } from '../local/enter.js';
import { connectEngine } from './engine.js';
import { LABEL, NODE_LABEL, PROCESS_LABEL } from './labels.js';

/**
 * The command that runs `command` on the node of that name in the newest run in progress; null when there is none, or
 * no engine. Throws FaultlineError 'no-docker-command' when this machine has no program for it.
 */
export async function dockerNodeCommand(node: string, command: readonly string[]): Promise<readonly string[] | null> {
  const docker = await connectEngine().catch(() => null);
  const sandbox = docker === null ? null : await newestSandbox(docker, node);
  if (docker === null || sandbox === null) return null;
  if (findProgram('docker') !== null) {
    const socket = process.env['FAULTLINE_DOCKER_SOCKET'];
    const host = socket ? ['--host', `unix://${socket}`] : [];
    const terminal = process.stdin.isTTY && process.stdout.isTTY ? ['--tty'] : [];
    return ['docker', ...host, 'exec', '--interactive', ...terminal, sandbox, ...command];
  }
  if (process.getuid?.() !== 0 || findProgram('nsenter') === null) {
    throw new FaultlineError('there is no docker command to open a shell with', {
      code: 'no-docker-command',
      hint: 'install docker.io (it has the command), or run this as root',
    });
  }
  const { State: state } = await docker.getContainer(sandbox).inspect();
  return ['nsenter', '-t', String(state.Pid), '--net', '--mount', '--pid', '--uts', '--ipc', '--', ...command];
}

async function newestSandbox(docker: Docker, node: string): Promise<string | null> {
  const containers = await docker.listContainers({ filters: { label: [`${LABEL}=1`, `${NODE_LABEL}=${node}`] } });
  const sandboxes = containers.filter(({ Labels: labels }) => labels[PROCESS_LABEL] === undefined);
  return sandboxes.sort((left, right) => right.Created - left.Created)[0]?.Id ?? null;
}
