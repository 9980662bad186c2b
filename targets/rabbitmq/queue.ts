/** The one queue that everything is put into, and how it is made. */
import type { TargetNode } from '../../harness/contracts/target.js';
import { madeAtLast } from '../../harness/target/bootstrapping.js';
import { pathOf, write } from './management.js';
import type { RabbitmqOptions } from './options.js';
import { replicasOf } from './status.js';

export const QUEUE = 'faultline';
const POLICY = 'mirrored';

const WRITE_TIMEOUT_MS = 10_000;

/**
 * Makes the queue, led by the first node, and waits until every node has a replica of it. Throws FaultlineError
 * 'no-queue'.
 */
export function makeQueue(nodes: readonly TargetNode[], { queueType }: RabbitmqOptions): Promise<void> {
  return madeAtLast('the queue', 'no-queue', async () => {
    const [first] = nodes;
    if (first === undefined) throw new Error('there are no nodes');
    await make(first, nodes.length, queueType);
    const replicas = await replicasOf(first);
    if (replicas.length < nodes.length)
      throw new Error(`it has replicas on ${replicas.length} nodes of ${nodes.length}`);
  });
}

/** Both are the same as often as they are asked for. */
async function make(first: TargetNode, replicas: number, queueType: RabbitmqOptions['queueType']): Promise<void> {
  if (queueType === 'mirrored') {
    const definition = { 'ha-mode': 'all', 'ha-sync-mode': 'automatic' };
    const policy = { pattern: `^${QUEUE}$`, definition, 'apply-to': 'queues' };
    await write(first, pathOf('policies', POLICY), policy, WRITE_TIMEOUT_MS);
  }
  const type =
    queueType === 'quorum'
      ? { 'x-queue-type': 'quorum', 'x-quorum-initial-group-size': replicas }
      : { 'x-queue-type': 'classic' };
  await write(first, pathOf('queues', QUEUE), { durable: true, arguments: type }, WRITE_TIMEOUT_MS);
}
