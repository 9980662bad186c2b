/** A program on a local node: started through nsenter, with an init of its own in front that keeps its orphans. */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type {
  ConversingProcess,
  NodeProcess,
  ProcessExit,
  ProcessSignal,
  ProcessState,
} from '../../contracts/cluster.js';
import { descendants, signalAll, stateOf } from './process-tree.js';

/** nsenter and the init before it take a few ms. */
const BEGIN_TIMEOUT_MS = 5_000;

export class LocalProcess implements NodeProcess {
  readonly exited: Promise<ProcessExit>;
  private gone = false;

  constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.gone = true;
        resolve(decodeExit(code, signal));
      });
      child.once('error', () => {
        this.gone = true;
        resolve({ code: 127, signal: null });
      });
    });
  }

  /**
   * Resolves when the program has a process of its own, or has ended: before that, a signal would reach nobody and be
   * forgotten.
   */
  async begun(): Promise<void> {
    const deadline = performance.now() + BEGIN_TIMEOUT_MS;
    while (!this.gone && this.processes().length === 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async signal(signal: ProcessSignal): Promise<void> {
    signalAll(() => this.processes(), `SIG${signal}`);
  }

  async state(): Promise<ProcessState> {
    return stateOf(this.processes());
  }

  /** Its process ids, in the controller's namespace. */
  pids(): readonly number[] {
    return this.processes().map(({ pid }) => pid);
  }

  /** Everything below nsenter and the init, which are ours and not the target's. */
  private processes(): ReturnType<typeof descendants> {
    const root = this.child.pid;
    if (this.gone || root === undefined) return [];
    const below = descendants(root);
    const inits = new Set(below.filter(({ parent }) => parent === root).map(({ pid }) => pid));
    return below.filter(({ pid }) => !inits.has(pid));
  }
}

/** The same with pipes. */
export class LocalConversation extends LocalProcess implements ConversingProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;

  constructor(name: string, child: ChildProcess) {
    super(name, child);
    if (child.stdin === null || child.stdout === null) throw new Error(`${name} was started without pipes`);
    this.stdin = child.stdin;
    this.stdout = child.stdout;
    this.stdin.on('error', () => {});
  }
}

/** The init reports a death by signal as 128 + its number. */
function decodeExit(code: number | null, signal: NodeJS.Signals | null): ProcessExit {
  if (signal !== null) return { code: null, signal };
  const number = (code ?? 0) - 128;
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return name === undefined ? { code, signal: null } : { code: null, signal: name };
}
