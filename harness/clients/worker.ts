/** One client of one process, in the controller: an operation becomes a method call, and maybe a planted lie. */
import type { Completion } from '../contracts/operation.js';
import type { AnyTarget, ClosableClient, TargetContext, TargetNode } from '../contracts/target.js';
import type { AnyWorkload, Invocation } from '../contracts/workload.js';
import type { PlantedLies } from './plant.js';

/** What the interpreter drives. */
export interface ClientWorker {
  readonly node: string;
  invoke(invocation: Invocation): Promise<Completion>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly target: AnyTarget;
  readonly targetContext: TargetContext<unknown>;
  readonly workload: AnyWorkload;
  readonly node: TargetNode;
  readonly lies: PlantedLies | null;
}

/** Connects one client to one node. Throws whatever the target's connect throws. */
export async function connectWorker(options: ConnectOptions): Promise<ClientWorker> {
  const { target, workload, node, lies } = options;
  const connect = target.clients[workload.client];
  if (connect === undefined) throw new Error(`${target.name} has no client for ${workload.client}`);
  const client: ClosableClient = await connect({ ...options.targetContext, node });
  const perform = (invocation: Invocation): Promise<Completion> => workload.invoke(client, invocation);
  return {
    node: node.name,
    invoke: lies === null ? perform : (invocation) => lies.perform(invocation, perform),
    close: () => client.close(),
  };
}
