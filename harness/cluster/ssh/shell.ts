/** How to get into a node of a run on machines from outside its controller: by the ssh of this machine. */
import { OURS_MARK } from '../agent/node-agent.js';
import { shellCommand, shellQuote } from '../kept-shell.js';
import { MACHINE_FOLDER } from './node-root.js';
import type { SshSettings } from './settings.js';

/** The command that runs `command` on node `index` of a run that is in progress there; passwords are asked for by ssh and sudo. */
export function sshNodeCommand(
  settings: SshSettings,
  index: number,
  command: readonly string[],
): readonly string[] | null {
  const host = settings.hosts[index];
  if (host === undefined) return null;
  const { keys, knownHosts, jump, sudo } = settings;
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const enter = `pid=$(cat ${MACHINE_FOLDER}/*/pid 2>/dev/null | head -n 1)
[ -n "$pid" ] || { echo 'no run is in progress on this machine' >&2; exit 1; }
exec env ${OURS_MARK}=1 nsenter -t "$pid" --mount --pid --uts --ipc -- ${shellCommand(command)}`;
  const become = { none: '', 'without-password': 'sudo -n ', 'with-password': 'sudo ' }[sudo];
  return [
    'ssh',
    ...(isTerminal ? ['-t'] : ['-T']),
    ...['-p', String(host.port)],
    ...keys.flatMap((file) => ['-i', file]),
    ...(jump === undefined ? [] : ['-J', `${jump.user}@${jump.host}:${jump.port}`]),
    ...(knownHosts === null ? ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'] : []),
    ...(knownHosts === undefined || knownHosts === null ? [] : ['-o', `UserKnownHostsFile=${knownHosts}`]),
    `${host.user}@${host.host}`,
    `${become}/bin/sh -c ${shellQuote(enter)}`,
  ];
}
