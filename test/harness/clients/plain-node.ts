/** A node that is no machine: programs are children of the test, so that what is spoken with them can be tested by itself. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ConversingProcess,
  Node,
  ProcessSignal,
  ProcessSpec,
  ProcessState,
} from '../../../harness/contracts/cluster.js';

export class PlainNode implements Pick<Node, 'name' | 'converse' | 'logs'> {
  readonly children: ChildProcess[] = [];
  private readonly logFiles = new Map<string, string>();

  /** Logs are files of this folder. */
  constructor(
    readonly name: string,
    private readonly folder: string,
  ) {}

  async converse({ name, command: [program = '', ...words] }: ProcessSpec): Promise<ConversingProcess> {
    const path = join(this.folder, `${this.name}-${name}.log`);
    this.logFiles.set(name, path);
    const log = openSync(path, 'a');
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', log] });
    closeSync(log);
    this.children.push(child);
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error('no pipes');
    let state: ProcessState = 'running';
    return {
      ...{ name, stdin, stdout },
      exited: new Promise((resolve) => {
        child.once('exit', (code, signal) => {
          state = 'gone';
          resolve({ code, signal });
        });
      }),
      state: async () => state,
      signal: async (signal: ProcessSignal) => void child.kill(`SIG${signal}`),
    };
  }

  async logs(): Promise<ReadonlyMap<string, string>> {
    return this.logFiles;
  }

  /** Ends what is left. */
  close(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }
}
