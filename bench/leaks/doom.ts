/** A run of the real command line that is killed with -9 after a while. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXIT } from '../../harness/contracts/errors.js';
import { commandLine } from '../command-line.js';

export interface DoomOptions {
  readonly kind: 'local' | 'docker';
  readonly results: string;
  readonly seed: number;
  /** null: it may end by itself. */
  readonly killAfterMs: number | null;
}

/** Answers the moment at which it was killed or had ended. */
export async function doomRun({ kind, results, seed, killAfterMs }: DoomOptions): Promise<number> {
  const faults = 'partition,loss,bandwidth,kill,pause,stutter,scheduling,clock-jump,clock-drift';
  const words = ['run', 'etcd', '--on', kind, '--nodes', '3', '--time', '8s', '--interval', '2s', '--mix', 'together'];
  const options = ['--faults', faults, '--seed', `${seed}`, '--results', results, '--rate', '50'];
  const child = spawn(process.execPath, [commandLine(), ...words, ...options], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [exitCode] = (await ended) as [number | null];
  if (timer !== null) clearTimeout(timer);
  // One that ends by itself must have been the run that was meant, or nothing is measured.
  if (exitCode !== null && exitCode !== EXIT.valid && exitCode !== EXIT.unknown) {
    throw new Error(`the run of seed ${seed} ended by itself with ${exitCode}`);
  }
  return performance.now();
}
