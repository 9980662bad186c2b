/** A client host: a node for clients alone, and the program on it, which is started, killed and started again. */
import type { Node, NodeProcess, ProcessState } from '../contracts/cluster.js';
import { FaultlineError } from '../contracts/errors.js';
import { logTail } from '../target/logs.js';
import { Conversation, writeExit } from './conversation.js';
import { PROTOCOL_VERSION } from './protocol.js';

/** The program's name on its node, and its log's. */
const PROCESS_NAME = 'client-host';
/** Node.js on a busy machine takes a second or two. */
const START_TIMEOUT_MS = 30_000;
const END_TIMEOUT_MS = 2_000;

/** What runs on a client host, and what it is told about the run. */
export interface ClientProgram {
  readonly command: readonly string[];
  /** Ours, or one that the user brought. */
  readonly isOurs: boolean;
  /** As the program finds them: by name, or by absolute path. */
  readonly target: string;
  readonly workload: string;
}

export interface ClientHostOptions {
  readonly node: Pick<Node, 'name' | 'converse' | 'logs'>;
  readonly program: ClientProgram;
  /** The client interface that the workload needs. */
  readonly interface: string;
  readonly log: (line: string) => void;
  /** Told FaultlineError 'client-host' when it ended by itself or did not come up, 'client-protocol' when it broke that. */
  readonly onFailure: (error: FaultlineError) => void;
}

interface Life {
  readonly process: NodeProcess;
  readonly conversation: Conversation;
  /** Resolves when it has said hello. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, and that was told to whom it concerns. */
  readonly told: Promise<void>;
  expectedToEnd: boolean;
  ended: boolean;
}

export class ClientHost {
  private life: Life | null = null;
  private failed: FaultlineError | null = null;
  /** What ends it by SIGKILL now is the kernel, for want of memory. */
  private isStarved = false;

  constructor(private readonly options: ClientHostOptions) {}

  get name(): string {
    return this.options.node.name;
  }

  /** Starts it and waits until it has said hello. Throws FaultlineError 'client-host', 'client-protocol'. */
  async startAndWait(): Promise<void> {
    await this.start();
    const { life } = this;
    const late = new Promise<never>((_, reject) => {
      const why = this.failure(`did not say hello within ${START_TIMEOUT_MS / 1000} s`);
      setTimeout(() => reject(why), START_TIMEOUT_MS).unref();
    });
    try {
      await Promise.race([life?.ready, late]);
    } catch (error) {
      if (this.failed === null && !(error instanceof FaultlineError)) await life?.told;
      throw this.failed ?? error;
    }
  }

  /** Starts it, unless it runs. Does not wait for its hello: it may be paused from the beginning. */
  async start(): Promise<void> {
    if (this.life !== null && !this.life.ended) return;
    const { node, program, log } = this.options;
    const process = await node.converse({ name: PROCESS_NAME, command: program.command });
    const fail = (error: FaultlineError): void => {
      if (!life.expectedToEnd) this.fail(error);
    };
    const name = `the client host ${this.name}`;
    const conversation = new Conversation({ process, name, log, onViolation: fail });
    const told = conversation.ended.then(async (exit) => {
      if (life.expectedToEnd) return;
      fail(this.failure(`ended by itself (${writeExit(exit)})`, logTail((await node.logs()).get(PROCESS_NAME))));
    });
    const life: Life = {
      ...{ process, conversation, told, ready: this.greet(conversation) },
      ...{ expectedToEnd: false, ended: false },
    };
    this.life = life;
    life.ready.catch((error: unknown) => {
      if (error instanceof FaultlineError) fail(error);
    });
    void process.exited.then(({ signal }) => {
      life.ended = true;
      if (this.isStarved && signal === 'SIGKILL') life.expectedToEnd = true;
    });
  }

  /** What speaks with it now, when it has said hello. Rejects while it is down: nothing was sent. */
  async conversation(): Promise<Conversation> {
    const { life } = this;
    if (life === null || life.ended || !life.conversation.isOpen)
      throw new Error(`the client host ${this.name} is down`);
    await life.ready;
    return life.conversation;
  }

  async end(signal: 'TERM' | 'KILL', timeoutMs = END_TIMEOUT_MS): Promise<void> {
    const { life } = this;
    if (life === null || life.ended) return;
    life.expectedToEnd = true;
    await life.process.signal(signal);
    await Promise.race([life.process.exited, new Promise((resolve) => setTimeout(resolve, timeoutMs).unref())]);
  }

  async state(): Promise<ProcessState> {
    return this.life === null || this.life.ended ? 'gone' : this.life.process.state();
  }

  /** Did it end without our doing? */
  crashed(): boolean {
    return this.life?.ended === true && !this.life.expectedToEnd;
  }

  starved(isStarved: boolean): void {
    this.isStarved = isStarved;
  }

  /** Starts it again when it ended by no fault of its own. */
  async revive(): Promise<void> {
    if (this.life?.ended === true && this.life.expectedToEnd) await this.start();
  }

  private async greet(conversation: Conversation): Promise<void> {
    const { target, workload } = this.options.program;
    const wanted = this.options.interface;
    const hello = { type: 'hello', version: PROTOCOL_VERSION, target, workload, interface: wanted } as const;
    const { type, error, version, interfaces } = await conversation.request(hello);
    if (type !== 'ok') throw this.failure(`cannot do this run: ${error ?? 'it does not say why'}`);
    if (version !== PROTOCOL_VERSION) {
      throw this.failure(`speaks version ${version ?? 'unknown'} of the protocol, and we ${PROTOCOL_VERSION}`);
    }
    if (interfaces !== undefined && !interfaces.includes(wanted)) {
      throw this.failure(`has no ${wanted} client, it has ${interfaces.join(', ') || 'none'}`);
    }
  }

  /** The first failure is the one that all others follow from. */
  private fail(error: FaultlineError): void {
    if (this.failed !== null) return;
    this.failed = error;
    this.options.onFailure(error);
  }

  private failure(what: string, tail = ''): FaultlineError {
    const { program, node } = this.options;
    const hint = program.isOurs
      ? `its log is nodes/${node.name}/${PROCESS_NAME}.log`
      : `it is your program (${program.command.join(' ')}): see docs/client-protocol.md`;
    return new FaultlineError(`the client host ${node.name} ${what}${tail}`, {
      code: 'client-host',
      value: program.command,
      hint,
    });
  }
}
