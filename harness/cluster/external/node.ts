/** A node of a cluster that somebody else runs: an address, and nothing that could be done to it. */
import type {
  ClockReading,
  ConversingProcess,
  ExecResult,
  Node,
  NodeProcess,
  Sample,
} from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';

export interface ExternalAddress {
  readonly host: string;
  readonly port?: number | undefined;
}

/** Whatever would be done on the machine itself rejects with FaultlineError 'external'. */
export class ExternalNode implements Node {
  readonly name: string;
  readonly address: string;
  readonly port?: number;
  readonly address6 = null;

  constructor(
    readonly index: number,
    { host, port }: ExternalAddress,
  ) {
    this.name = `n${index + 1}`;
    this.address = host;
    if (port !== undefined) this.port = port;
  }

  exec(): Promise<ExecResult> {
    return this.refuse('run a command');
  }

  start(): Promise<NodeProcess> {
    return this.refuse('start a program');
  }

  converse(): Promise<ConversingProcess> {
    return this.refuse('start a program');
  }

  put(): Promise<void> {
    return this.refuse('write a file');
  }

  get(): Promise<Uint8Array> {
    return this.refuse('read a file');
  }

  wipe(): Promise<void> {
    return this.refuse('empty a folder');
  }

  applyCondition(): Promise<void> {
    return this.refuse('trouble a program or a clock');
  }

  syncStorage(): Promise<never> {
    return this.refuse('sync what is stored');
  }

  changeStorage(): Promise<readonly Sample[]> {
    return this.refuse('change what is stored');
  }

  measureCondition(): Promise<readonly Sample[]> {
    return this.refuse('measure a program or a clock');
  }

  /** Nobody of ours is there to ask; a target that tells its own time is asked apart from this. */
  async readClock(): Promise<ClockReading | null> {
    return null;
  }

  async logs(): Promise<ReadonlyMap<string, string>> {
    return new Map();
  }

  private async refuse(what: string): Promise<never> {
    throw new FaultlineError(
      `we cannot ${what} on ${this.name}: somebody else runs it, and we have its address alone`,
      {
        code: 'external',
        value: this.address,
        hint: 'nodes of our own are to be had with --on',
      },
    );
  }
}
