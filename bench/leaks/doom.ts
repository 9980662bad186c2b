/** A run of the real command line that is killed with -9 after a while. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXIT } from '../../harness/contracts/errors.js';
import { commandLine } from '../command-line.js';
import { type DoomedRun, RUN_MARK } from './leftovers.js';

export interface DoomOptions {
  readonly kind: 'local' | 'docker';
  readonly results: string;
  readonly seed: number;
  /** null: it may end by itself. */
  readonly killAfterMs: number | null;
}

/** Answers it when it was killed or has ended. */
export async function doomRun({ kind, results, seed, killAfterMs }: DoomOptions): Promise<DoomedRun> {
  const faults = 'partition,loss,bandwidth,kill,pause,stutter,slow,memory,scheduling,clock-jump,clock-drift';
  const possible = kind === 'docker' ? `${faults},freeze` : `${faults},delay`;
  const words = ['run', 'etcd', '--on', kind, '--nodes', '3', '--time', '8s', '--interval', '2s', '--mix', 'together'];
  const options = ['--faults', possible, '--seed', `${seed}`, '--results', results, '--rate', '50'];
  const mark = `${process.pid}-${kind}-${seed}`;
  const child = spawn(process.execPath, [commandLine(), ...words, ...options], {
    stdio: 'ignore',
    env: { ...process.env, [RUN_MARK]: mark },
  });
  const ended = once(child, 'exit');
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [exitCode] = (await ended) as [number | null];
  if (timer !== null) clearTimeout(timer);
  const isFailure = exitCode !== null && exitCode !== EXIT.valid && exitCode !== EXIT.unknown;
  const failure = isFailure ? `the run of seed ${seed} on ${kind} ended by itself with ${exitCode}` : null;
  return { kind, pid: child.pid ?? 0, mark, failure };
}
