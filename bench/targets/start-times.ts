/** From the start of a target's programs until all of them serve clients, as the log of a short run tells it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedRun } from '../stored-run.js';
import { median, printTable } from '../table.js';

const RUNS = 3;

/** Seconds that the same took in containers, started by hand. */
const CASES: readonly { readonly words: readonly string[]; readonly byHandS: string }[] = [
  { words: ['etcd', '--workload', 'register', '--nodes', '3'], byHandS: '2.7-3.0' },
  { words: ['postgres', '--workload', 'set', '--nodes', '1'], byHandS: '1.1-1.9' },
  { words: ['postgres', '--workload', 'set', '--nodes', '3'], byHandS: '3.2-4.1' },
  { words: ['mariadb', '--workload', 'set', '--nodes', '1', '--set', 'arrangement=single'], byHandS: '1.5-2.5' },
  { words: ['mariadb', '--workload', 'set', '--nodes', '3'], byHandS: '12.4-15.4' },
  { words: ['redis', '--workload', 'set', '--nodes', '3', '--judge', 'set'], byHandS: '3.7' },
  { words: ['nats', '--workload', 'set', '--nodes', '3'], byHandS: '2.2-2.4' },
  { words: ['rabbitmq', '--workload', 'queue', '--nodes', '3'], byHandS: '21.9-22.7' },
  { words: ['zookeeper', '--workload', 'set', '--nodes', '3'], byHandS: '2.6-3.6' },
];

export async function startTimes(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  const rows: string[][] = [];
  for (const { words, byHandS } of CASES) {
    const seconds: number[] = [];
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const { path } = await storedRun([...words, '--faults', 'none', '--time', '1s', '--seed', `${seed}`], folder);
      const log = readFileSync(join(path, 'harness.log'), 'utf8');
      seconds.push((momentOf('workload', log) - momentOf('start', log)) / 1e3);
    }
    const [name = ''] = words;
    const nodes = words[words.indexOf('--nodes') + 1] ?? '';
    rows.push([name, nodes, median(seconds).toFixed(1), Math.max(...seconds).toFixed(1), byHandS]);
  }
  rmSync(folder, { recursive: true });
  printTable(['target', 'nodes', 'median s', 'slowest s', 'by hand s'], rows);
}

/** When a phase began, ms since 1970. */
function momentOf(phase: string, log: string): number {
  return Date.parse(new RegExp(`^(\\S+) phase: ${phase}$`, 'm').exec(log)?.[1] ?? '');
}
