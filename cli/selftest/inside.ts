/** The self-test of clients where the nodes can be: a cluster is started, every client interface tried, and all of it taken down. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalCluster } from '../../harness/cluster/local/cluster.js';
import type { Node } from '../../harness/contracts/cluster.js';
import { FaultlineError } from '../../harness/contracts/errors.js';
import type { AnyTarget, Connect, TargetNode } from '../../harness/contracts/target.js';
import { Deployment } from '../../harness/target/deployment.js';
import { softwareOf } from '../../harness/target/software.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { dataFoldersOf } from '../conduct.js';
import { type Candidate, tryClient } from './candidate.js';
import type { Place } from './proxy.js';
import { Slots } from './slots.js';
import { isKnown, subjects } from './subjects/index.js';
import type { Setting } from './trial.js';
import { UnhandledErrors } from './unhandled.js';

/** Operations in trouble at a time: they wait for most of it. */
const AT_A_TIME = 24;
const PRIMARIES_TIMEOUT_MS = 5_000;
/** How long an operation may take to end after its connection has, or when it can have none, ms; two seconds of it to connect. */
const PATIENCE_MS = 4_000;

export interface SelftestChoices {
  readonly target: AnyTarget;
  readonly targetOptions: Record<string, unknown>;
  readonly clientPort: number;
  /** Names of client interfaces that the target offers. */
  readonly clients: readonly string[];
  readonly nodes: number;
  readonly opTimeoutMs: number;
  /** Folder of the nodes, on disk. */
  readonly space: string;
  /** Told of each client interface when all of it was tried. */
  readonly onCandidate: (candidate: Candidate) => void;
}

/** Answers what became of the client interfaces. Throws FaultlineError where the target does not start. */
export async function selftestInside(choices: SelftestChoices): Promise<readonly Candidate[]> {
  const { target, targetOptions, nodes: count, space } = choices;
  const { files = [] } = softwareOf(target, targetOptions);
  const cluster = await LocalCluster.create({
    ...{ nodes: count, space, nodeFiles: files },
    dataFolders: dataFoldersOf(target, { nodes: count, spares: 0, targetOptions }),
  });
  const unhandled = new UnhandledErrors();
  try {
    const now = (): number => performance.now() * 1e6;
    const deployment = new Deployment({ target, targetOptions, cluster, spares: [], now });
    try {
      await deployment.startAll(new AbortController().signal);
    } catch (error) {
      throw await withLogs(error, target.name, cluster);
    }
    const [leading] = await deployment.primaries(PRIMARIES_TIMEOUT_MS);
    const node = cluster.nodes.find(({ name }) => name === leading) ?? cluster.nodes[0];
    if (node === undefined) throw new Error('a cluster has at least one node');
    unhandled.watch();
    return await tryAll(choices, { node, nodes: cluster.nodes, unhandled });
  } finally {
    await cluster.close();
    unhandled.stop();
  }
}

async function tryAll(
  { target, targetOptions, clientPort, clients, opTimeoutMs, onCandidate }: SelftestChoices,
  {
    node,
    nodes,
    unhandled,
  }: { readonly node: Node; readonly nodes: readonly Node[]; readonly unhandled: UnhandledErrors },
): Promise<readonly Candidate[]> {
  const slots = new Slots(AT_A_TIME);
  const server = { address: node.address, port: clientPort };
  const numbers = counting();
  const addresses = counting();
  const one = async <K extends keyof ClientInterfaces>(name: K): Promise<Candidate> => {
    const connect: Connect<ClientInterfaces[K], unknown> | undefined = target.clients[name];
    if (connect === undefined) throw new Error(`${target.name} has no client for ${name}`);
    const setting: Setting<ClientInterfaces[K]> = {
      ...{ server, unhandled, opTimeoutMs, patienceMs: PATIENCE_MS },
      nextNumber: () => numberAt(numbers()),
      nextAddress: () => loopbackAddress(addresses()),
      connect: (place) => connect({ options: targetOptions, ...seenFrom(place, node, nodes) }),
    };
    const candidate = await tryClient<ClientInterfaces[K]>(name, subjects[name], setting, slots);
    onCandidate(candidate);
    return candidate;
  };
  return Promise.all(clients.filter(isKnown).map((name) => one(name)));
}

/** The node at that place, for whoever looks for it among all of them too. */
function seenFrom(
  place: Place,
  { name, index }: Node,
  nodes: readonly Node[],
): { readonly node: TargetNode; readonly nodes: readonly TargetNode[] } {
  const node: TargetNode = { name, index, ...place };
  return { node, nodes: nodes.map((each) => (each.name === name ? node : each)) };
}

function counting(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
}

/** Integers that are far from each other and look it: what one has in common with another could be taken for it. */
function numberAt(count: number): number {
  return 100_000_000 + ((count * 618_033) % 1_000_003) * 1_009;
}

function loopbackAddress(count: number): string {
  return `127.1.${Math.floor(count / 250) % 250}.${(count % 250) + 1}`;
}

/** The nodes are gone with this process: what they wrote is kept for whoever has to find out. */
async function withLogs(error: unknown, target: string, cluster: LocalCluster): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), `faultline-selftest-${target}-`));
  await cluster.collectLogs(folder);
  if (!(error instanceof FaultlineError)) return error;
  const { code, value, exitCode } = error;
  return new FaultlineError(error.message, { code, value, exitCode, cause: error, hint: `the logs are in ${folder}` });
}
