/** How to get into a node of a local run from outside its controller. */
import { readdirSync, readFileSync } from 'node:fs';
import { OURS_MARK } from '../agent/node-agent.js';
import { cacheFolder } from '../cache.js';
import { removeDeadRunSpaces } from './run-space.js';

/** In the environment of each node's first process: where the node's folder is. */
export const NODE_MARK = 'FAULTLINE_NODE';

/** The command that runs `command` on the node of that name in the newest run in progress; null when there is none. */
export function localNodeCommand(node: string, command: readonly string[]): readonly string[] | null {
  removeDeadRunSpaces();
  const spaces = readdirSync(cacheFolder('runs')).map((run) => `${cacheFolder('runs')}/${run}/${node}`);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const folder of spaces.sort().reverse()) {
    const pid = pids.find((candidate) => isFirstProcess(candidate, `${NODE_MARK}=${folder}`));
    if (pid === undefined) continue;
    const user = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
    return [
      'env',
      `${OURS_MARK}=1`,
      'nsenter',
      '-t',
      pid,
      ...user,
      '--net',
      '--mount',
      '--pid',
      '--uts',
      '--ipc',
      '--',
      ...command,
    ];
  }
  return null;
}

function isFirstProcess(pid: string, mark: string): boolean {
  try {
    if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)) return false;
    const ids = /^NSpid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]?.split(/\s+/) ?? [];
    return ids.at(-1) === '1';
  } catch {
    return false;
  }
}
