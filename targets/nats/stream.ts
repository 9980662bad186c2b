/** The one stream that everything is stored in, so that there is one leader of it all, and its consumer that is the queue. */
import { AckPolicy, DeliverPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { TargetNode } from '../../harness/contracts/target.js';
import { madeAtLast } from '../../harness/target/bootstrapping.js';
import { Connection } from './clients/connection.js';
import type { NatsOptions } from './options.js';

export const STREAM = 'faultline';
export const SET_SUBJECT = 'set';
export const QUEUE_SUBJECT = 'queue';
/** A register's subject is this and its key. */
export const REGISTER_SUBJECTS = 'register.';
/** A log's subject is this and its key. */
export const LOG_SUBJECTS = 'log.';
/** Hands out the messages of the queue. */
export const QUEUE_CONSUMER = 'queue';

const NS_PER_MS = 1e6;

/** A server that does not answer leaves a question open, which ends with its connection. */
const ATTEMPT_TIMEOUT_MS = 7_500;

/** Makes the stream, and waits until all its replicas have what its leader has. Throws FaultlineError 'no-stream'. */
export function makeStream(nodes: readonly TargetNode[], options: NatsOptions): Promise<void> {
  return madeAtLast('the stream', 'no-stream', () => tryToMake(nodes, options));
}

/** Through the first node. What is there already is left as it is. */
async function tryToMake(nodes: readonly TargetNode[], { replicas, ackWaitMs }: NatsOptions): Promise<void> {
  const [node] = nodes;
  if (node === undefined) throw new Error('there is no node');
  const connection = await Connection.open(node);
  const timer = setTimeout(() => void connection.close(), ATTEMPT_TIMEOUT_MS);
  try {
    await make(connection.manager, Math.min(replicas, nodes.length), ackWaitMs);
  } finally {
    clearTimeout(timer);
    await connection.close();
  }
}

async function make({ streams, consumers }: Connection['manager'], replicas: number, ackWaitMs: number): Promise<void> {
  await streams.add({
    name: STREAM,
    subjects: [SET_SUBJECT, QUEUE_SUBJECT, `${REGISTER_SUBJECTS}*`, `${LOG_SUBJECTS}*`],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    num_replicas: replicas,
    // Single messages are given out by the leader alone.
    allow_direct: false,
  });
  await consumers.add(STREAM, {
    durable_name: QUEUE_CONSUMER,
    filter_subject: QUEUE_SUBJECT,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * NS_PER_MS,
    deliver_policy: DeliverPolicy.All,
    max_ack_pending: -1,
  });
  const { cluster } = await streams.info(STREAM);
  const behind = (cluster?.replicas ?? []).filter(({ current }) => !current).map(({ name }) => name);
  if (behind.length > 0) throw new Error(`${behind.join(', ')} did not have all of it yet`);
}
