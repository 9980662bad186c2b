/** A program on a machine, with everything that it forked, through the first process of its node. */
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type {
  ConversingProcess,
  NodeProcess,
  ProcessExit,
  ProcessSignal,
  ProcessState,
} from '../../contracts/cluster.js';
import type { InitLink } from './init-link.js';

export class SshProcess implements NodeProcess {
  readonly exited: Promise<ProcessExit>;
  private gone = false;

  /** `ended`: its status, as wait(2) has it. */
  constructor(
    readonly name: string,
    private readonly link: InitLink,
    private readonly number: number,
    ended: Promise<number>,
  ) {
    this.exited = ended.then((status) => {
      this.gone = true;
      return exitOf(status);
    });
  }

  get hasExited(): boolean {
    return this.gone;
  }

  async signal(signal: ProcessSignal): Promise<void> {
    if (!this.gone) await this.link.signal(this.number, signal);
  }

  async state(): Promise<ProcessState> {
    return this.gone ? 'gone' : this.link.state(this.number);
  }
}

export class SshConversingProcess extends SshProcess implements ConversingProcess {
  constructor(
    name: string,
    link: InitLink,
    number: number,
    ended: Promise<number>,
    readonly stdin: Writable,
    readonly stdout: Readable,
  ) {
    super(name, link, number, ended);
  }
}

function exitOf(status: number): ProcessExit {
  const number = status & 0x7f;
  const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return signal === undefined ? { code: status >> 8, signal: null } : { code: null, signal };
}
