/** A target that runs without the command line, for fixtures inside namespaces, and what they all need of it. */
import { setTimeout } from 'node:timers/promises';
import { LocalCluster } from '../../harness/cluster/local/cluster.js';
import { inside } from '../../harness/cluster/local/enter.js';
import type { Node } from '../../harness/contracts/cluster.js';
import { failureOf } from '../../harness/contracts/errors.js';
import type { Target, TargetNodeContext } from '../../harness/contracts/target.js';
import { Deployment } from '../../harness/target/deployment.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';

const READY_TIMEOUT_MS = 60_000;
const UNTIL_TIMEOUT_MS = 30_000;
const PRIMARIES_TIMEOUT_MS = 5_000;
const LOOK_EVERY_MS = 50;

/** Started and ready, on so many nodes, with these options. */
export async function started<Options>(
  target: Target<Options, ClientInterfaces>,
  count: number,
  set: Readonly<Record<string, unknown>>,
) {
  const cluster = await LocalCluster.create({ nodes: count, space: inside()?.space ?? '' });
  const options = target.options.parse(set);
  const now = (): number => performance.now() * 1e6;
  const deployment = new Deployment({ target, targetOptions: options, cluster, spares: [], now });
  const { signal } = new AbortController();
  const began = performance.now();
  await deployment.startAll(signal);
  console.error(`ready after ${Math.round(performance.now() - began)} ms`);
  const contextOf = (node: Node): TargetNodeContext<Options> => ({ options, nodes: cluster.nodes, node });
  return {
    cluster,
    nodes: cluster.nodes,
    deployment,
    contextOf,
    /** A client of this node's. */
    connect: async <K extends keyof ClientInterfaces>(name: K, node: Node): Promise<ClientInterfaces[K]> => {
      const client = await target.clients[name]?.(contextOf(node));
      if (client === undefined) throw new Error(`there is no client for ${name}`);
      return client;
    },
    primaries: (): Promise<readonly string[]> => deployment.primaries(PRIMARIES_TIMEOUT_MS),
    clock: async (node: Node): Promise<number> => (await target.clock?.(contextOf(node))) ?? 0,
    ready: (timeoutMs = READY_TIMEOUT_MS): Promise<void> => deployment.waitUntilReady(signal, timeoutMs),
    /** How processes ended that nobody had ended. */
    crashes: () => deployment.exits.filter(({ expected }) => !expected),
    /** Takes all of it down, and prints what was seen. */
    end: async (seen: Readonly<Record<string, unknown>>): Promise<never> => {
      await deployment.killAll();
      await cluster.close();
      console.log(JSON.stringify(seen));
      process.exit(0);
    },
  };
}

interface Waiting<T> {
  /** The default is 30 s. */
  readonly timeoutMs?: number;
  /** Left out: until it is true. */
  readonly isSo?: (answer: T) => boolean;
}

/** The first answer of which it is so, or the last one when the time is over. */
export async function until<T>(
  ask: () => Promise<T>,
  { timeoutMs = UNTIL_TIMEOUT_MS, isSo = Boolean }: Waiting<T> = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isSo(answer) || performance.now() > deadline) return answer;
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** 'ok', or 'fail' or 'info' with the error. */
export async function outcomeOf(operation: Promise<unknown>): Promise<string> {
  return operation.then(
    () => 'ok',
    (error: unknown) => {
      const { type, error: text } = failureOf(error);
      return `${type}: ${text}`;
    },
  );
}
