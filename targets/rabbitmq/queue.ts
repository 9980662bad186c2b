/** The one queue that everything is put into, and how it is made. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultlineError, messageOf } from '../../harness/contracts/errors.js';
import type { TargetNode } from '../../harness/contracts/target.js';
import { pathOf, write } from './management.js';
import type { RabbitmqOptions } from './options.js';
import { replicasOf } from './status.js';

export const QUEUE = 'faultline';
const POLICY = 'mirrored';

const WRITE_TIMEOUT_MS = 10_000;
const MAKE_TIMEOUT_MS = 30_000;
const MAKE_INTERVAL_MS = 200;

/**
 * Makes the queue, led by the first node, and waits until every node has a replica of it. Throws FaultlineError
 * 'no-queue'.
 */
export async function makeQueue(nodes: readonly TargetNode[], { queueType }: RabbitmqOptions): Promise<void> {
  const deadline = performance.now() + MAKE_TIMEOUT_MS;
  for (;;) {
    try {
      const [first] = nodes;
      if (first === undefined) throw new Error('there are no nodes');
      await make(first, nodes.length, queueType);
      const replicas = await replicasOf(first);
      if (replicas.length === nodes.length) return;
      throw new Error(`it has replicas on ${replicas.length} nodes of ${nodes.length}`);
    } catch (error) {
      if (performance.now() > deadline) {
        throw new FaultlineError(`the queue could not be made: ${messageOf(error)}`, {
          code: 'no-queue',
          cause: error,
        });
      }
    }
    await sleep(MAKE_INTERVAL_MS);
  }
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
