/** All client hosts of a run: clients are opened on them, and faults are done to them as to any node. */

import type { Excuse, ProcessControl } from '../cluster/reconciler.js';
import type { Node, ProcessState } from '../contracts/cluster.js';
import { FaultlineError } from '../contracts/errors.js';
import type { Completion } from '../contracts/operation.js';
import type { TargetContext, TargetNode } from '../contracts/target.js';
import type { Invocation } from '../contracts/workload.js';
import { ClientHost, type ClientProgram } from './client-host.js';
import type { PlantedLies } from './plant.js';
import type { ClientWorker } from './worker.js';

/** How long one that was asked to end may take before it is killed, ms. */
const STOP_TIMEOUT_MS = 5_000;

export interface ClientHostsOptions {
  readonly nodes: readonly Pick<Node, 'name' | 'converse' | 'logs'>[];
  readonly program: ClientProgram;
  /** The client interface that the workload needs. */
  readonly interface: string;
  readonly log: (line: string) => void;
  /** Told at most once of each: see ClientHostOptions. */
  readonly onFailure: (error: FaultlineError) => void;
}

export interface OpenOptions {
  readonly thread: number;
  readonly targetContext: TargetContext<unknown>;
  readonly node: TargetNode;
  readonly lies: PlantedLies | null;
}

export class ClientHosts implements ProcessControl {
  private readonly hosts: readonly ClientHost[];
  private lastClient = 0;

  constructor(private readonly options: ClientHostsOptions) {
    const { nodes, ...rest } = options;
    this.hosts = nodes.map((node) => new ClientHost({ ...rest, node }));
  }

  /** Starts the program on each and waits for its hello. Throws FaultlineError 'client-host', 'client-protocol'. */
  async startAll(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.startAndWait()));
  }

  has(name: string): boolean {
    return this.hosts.some((host) => host.name === name);
  }

  /**
   * Opens a client on the host of its thread: thread t lives on host t % N. Rejects when the host is down or will not:
   * nothing was sent to the target.
   */
  async connect({ thread, targetContext, node, lies }: OpenOptions): Promise<ClientWorker> {
    const host = this.hosts[thread % this.hosts.length];
    if (host === undefined) throw new Error('there is no client host');
    const conversation = await host.conversation();
    this.lastClient += 1;
    const client = this.lastClient;
    const { target, workload } = this.options.program;
    const { options, nodes, access } = targetContext;
    const opened = await conversation.request({
      ...{ type: 'open', client, target, options, workload },
      ...{ node: plain(node), nodes: nodes.map(plain) },
      ...(access === undefined ? {} : { access }),
    });
    if (opened.type !== 'ok') throw new Error(opened.error ?? `${host.name} did not open a client`);
    const perform = async ({ f, value, process }: Invocation): Promise<Completion> => {
      const answer = await conversation.request({ type: 'invoke', client, process, f, value });
      const { type, error } = answer;
      // As a client in the controller does, which throws it: a planted lie is told of what was answered alone.
      if (type === 'info') throw new Error(error ?? 'the client does not know');
      return {
        type,
        ...('value' in answer ? { value: answer.value } : {}),
        ...(error === undefined ? {} : { error }),
      };
    };
    return {
      node: node.name,
      invoke: lies === null ? perform : (invocation) => lies.perform(invocation, perform),
      close: async () => {
        // One that is gone has taken its clients with it.
        if (conversation.isOpen) await conversation.request({ type: 'close', client }).catch(() => {});
      },
    };
  }

  async kill(name: string): Promise<void> {
    await this.host(name).end('KILL');
  }

  async stop(name: string): Promise<void> {
    await this.host(name).end('TERM', STOP_TIMEOUT_MS);
    await this.kill(name);
  }

  start(name: string): Promise<void> {
    return this.host(name).start();
  }

  state(name: string): Promise<ProcessState> {
    return this.host(name).state();
  }

  excuse(name: string, excuses: readonly Excuse[]): void {
    this.host(name).starved(excuses.includes('memory'));
  }

  revive(name: string): Promise<void> {
    return this.host(name).revive();
  }

  crashed(name: string): boolean {
    return this.host(name).crashed();
  }

  dataFolders(): readonly string[] {
    return [];
  }

  leave(name: string): Promise<void> {
    return this.noMember(name);
  }

  join(name: string): Promise<void> {
    return this.noMember(name);
  }

  async membership(): Promise<'unclear'> {
    return 'unclear';
  }

  /** Ends all of them, as our own doing. */
  async killAll(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.end('KILL')));
  }

  private async noMember(name: string): Promise<never> {
    throw new FaultlineError(`${name} is a client host, and no member of the target's cluster`, {
      code: 'no-membership',
      value: name,
    });
  }

  private host(name: string): ClientHost {
    const host = this.hosts.find((each) => each.name === name);
    if (host === undefined)
      throw new FaultlineError(`there is no client host ${name}`, { code: 'unknown-node', value: name });
    return host;
  }
}

/** What a target needs to know of a node, and nothing that we can do to it. */
function plain({ name, index, address, port }: TargetNode): TargetNode {
  return { name, index, address, ...(port === undefined ? {} : { port }) };
}
