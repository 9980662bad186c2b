/** What a server tells of itself: whether it is ready for clients, and whether it leads. */
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { z } from 'zod';
import type { Readiness, TargetNode } from '../../harness/contracts/target.js';
import { namesOfThose, readyUnless } from '../../harness/target/asking.js';
import { Connection } from './clients/connection.js';
import { MONITOR_PORT } from './configuration.js';
import { STREAM } from './stream.js';

/** A server that answers at all answers within a few ms; one that is paused or cut off must not hold us up. */
const STATUS_TIMEOUT_MS = 500;
const READY_TIMEOUT_MS = 1_000;

const clusterShape = z.object({ leader: z.string().default('') });

/** Alone, a server is no cluster, and says nothing of one. */
const statusShape = z.object({
  meta_cluster: clusterShape.extend({ cluster_size: z.int() }).optional(),
  account_details: z
    .array(
      z.object({
        stream_detail: z.array(z.object({ name: z.string(), cluster: clusterShape.optional() })).default([]),
      }),
    )
    .default([]),
});

type Status = z.infer<typeof statusShape>;

/**
 * A server is ready when it knows who leads the cluster and that nobody is missing, and the leader of the stream (before
 * there is a stream: that of the cluster) answers through it.
 */
export function readiness(node: TargetNode, nodes: readonly TargetNode[]): Promise<Readiness> {
  return readyUnless(async () => {
    const { meta_cluster: cluster } = await statusOf(node);
    if (nodes.length > 1) {
      if ((cluster?.leader ?? '') === '') return 'it knows of no leader of the cluster';
      if (cluster?.cluster_size !== nodes.length) {
        return `it knows of ${cluster?.cluster_size ?? 0} servers of ${nodes.length}`;
      }
    }
    await askForStream(node);
    return null;
  });
}

/**
 * Names of all that say they lead the stream. Those that do not answer are left out; one that was deposed and does not
 * know it yet is in, because it is as good a victim as its successor.
 */
export function leadersAmong(nodes: readonly TargetNode[]): Promise<readonly string[]> {
  return namesOfThose(nodes, async (node) => leaderOf(await statusOf(node)) === node.name || nodes.length === 1);
}

function leaderOf({ account_details: accounts }: Status): string | undefined {
  return accounts.flatMap(({ stream_detail: streams }) => streams).find(({ name }) => name === STREAM)?.cluster?.leader;
}

async function statusOf({ address }: TargetNode): Promise<Status> {
  const url = `http://${address}:${MONITOR_PORT}/jsz?accounts=true&streams=true`;
  const response = await fetch(url, { signal: AbortSignal.timeout(STATUS_TIMEOUT_MS) });
  return statusShape.parse(await response.json());
}

/** That there is no such stream is an answer too. */
async function askForStream(node: TargetNode): Promise<void> {
  const connection = await Connection.open(node);
  const timer = setTimeout(() => void connection.close(), READY_TIMEOUT_MS);
  try {
    await connection.manager.streams.info(STREAM);
  } catch (error) {
    const isNotThere = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
    if (!isNotThere) throw error;
  } finally {
    clearTimeout(timer);
    await connection.close();
  }
}
