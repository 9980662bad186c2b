/** A program that is measured: started, waited for, and ended. */
import { type ChildProcess, spawn } from 'node:child_process';

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const COMPLAINT_LENGTH_MAX = 2_000;

export interface Program {
  /** Ends it, and waits until it has. Throws when it had ended by itself. */
  stop(): Promise<void>;
  /** What it said, the last of it. */
  said(): string;
}

/** Starts it and waits until `ready` says so. */
export async function startProgram(
  command: readonly string[],
  ready: () => Promise<boolean>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const [program = '', ...words] = command;
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-COMPLAINT_LENGTH_MAX);
    });
  }
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!(await ready().catch(() => false))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${text}`);
    if (performance.now() > deadline) throw new Error(`${program} was not ready: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { stop: () => stop(child, program, () => text), said: () => text };
}

async function stop(child: ChildProcess, program: string, said: () => string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${program} ended by itself: ${said()}`);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
