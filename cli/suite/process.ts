/** One run of a suite as a process of its own, by the real command line: started, watched, and ended so that it heals. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../harness/cluster/local/enter.js';
import { ownCommand } from '../own-command.js';
import type { EndedBy } from './outcome.js';

export interface ProcessOptions {
  /** Of `faultline run`, without `run` itself. */
  readonly words: readonly string[];
  /** Of the suite; the run's own folder comes to be in it. */
  readonly folder: string;
  /** What the run prints is kept there. */
  readonly outputPath: string;
  readonly timeoutMs: number;
  /** Until the deadline of the suite; Infinity where there is none. */
  readonly untilDeadlineMs: number;
  /** Hands on each Ctrl-C: the first heals, saves and checks, the second heals alone. Answers how to stop listening. */
  readonly onInterrupt: (hand: (signal: NodeJS.Signals) => void) => () => void;
}

export interface EndedProcess {
  readonly exitCode: number;
  readonly endedBy: EndedBy;
  /** Of the run, in the suite's folder; null where it left none. */
  readonly runFolder: string | null;
  /** The error that it ended with, or the last line of all; '' where it said nothing. */
  readonly lastWords: string;
}

/** After it was asked to end: to heal, save and check what there is. */
const END_TIMEOUT_MS = 90_000;
/** After it was asked again: to heal alone. */
const LEAVE_TIMEOUT_MS = 20_000;
const LATEST = 'latest';
const OUTPUT_MAX = 1_000_000;

export async function runProcess(options: ProcessOptions): Promise<EndedProcess> {
  const { words, folder, outputPath, timeoutMs, untilDeadlineMs, onInterrupt } = options;
  const latest = join(folder, LATEST);
  rmSync(latest, { force: true });
  const output = openSync(outputPath, 'w');
  const [program = '', ...rest] = [...diesWithUs(), ...ownCommand('run', ...words, `--results=${folder}`)];
  const child = spawn(program, rest, {
    // A session of its own: a terminal's Ctrl-C reaches only us, and we hand it on once.
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  closeSync(output);
  let endedBy: EndedBy = 'itself';
  const timers: NodeJS.Timeout[] = [];
  const end = (by: EndedBy): void => {
    if (endedBy !== 'itself') return;
    endedBy = by;
    child.kill('SIGINT');
    timers.push(setTimeout(() => child.kill('SIGTERM'), END_TIMEOUT_MS));
    timers.push(setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS + LEAVE_TIMEOUT_MS));
  };
  timers.push(setTimeout(() => end('timeout'), timeoutMs));
  if (Number.isFinite(untilDeadlineMs)) timers.push(setTimeout(() => end('deadline'), untilDeadlineMs));
  const stopListening = onInterrupt((signal) => {
    if (endedBy === 'itself') end('interrupt');
    else child.kill(signal);
  });
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    });
    return { exitCode, endedBy, runFolder: takeLatest(latest), lastWords: lastWordsOf(outputPath) };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    stopListening();
  }
}

/** Whatever ends this process, kill -9 included, the run hears of it, heals and ends. */
function diesWithUs(): readonly string[] {
  const setpriv = findProgram('setpriv');
  return setpriv === null ? [] : [setpriv, '--pdeathsig', 'TERM'];
}

/** The folder that the run made. The link goes: what copies a folder would follow it, and copy the run twice. */
function takeLatest(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  } finally {
    rmSync(link, { force: true });
  }
}

function lastWordsOf(path: string): string {
  const lines = readFileSync(path, 'utf8').slice(-OUTPUT_MAX).trimEnd().split('\n');
  const error = lines.findLast((line) => line.startsWith('error: '));
  return (error ?? lines.at(-1) ?? '').replace(/^error: /, '').trim();
}
