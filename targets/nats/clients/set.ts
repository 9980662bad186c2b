/** The set client of NATS: an element is a message, and all are read by a consumer of its own. */
import { randomUUID } from 'node:crypto';
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { createInbox } from '@nats-io/transport-node';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { SetClient } from '../../../workloads/clients/set.js';
import type { NatsOptions } from '../options.js';
import { SET_SUBJECT, STREAM } from '../stream.js';
import type { Connection } from './connection.js';
import { readInteger } from './integers.js';
import { changing, reading } from './outcome.js';

/** A consumer that nobody listens to any more is forgotten after so long. */
const FORGOTTEN_AFTER_NS = 10e9;
/** So often another consumer is made where the last was made at the wrong server. */
const PLACEMENTS_MAX = 30;

/** `reads`: whose copy is read. */
export function createSetClient(connection: Connection, { reads }: Pick<NatsOptions, 'reads'>): SetClient {
  return {
    add: async (element) => {
      await changing(connection.publish(SET_SUBJECT, `${element}`));
    },
    read: () => reading(readAll(connection, reads)),
    close: () => connection.close(),
  };
}

/**
 * Everything up to what the leader of the stream says is the last; from a replica that is behind, this waits until it is
 * not. The consumer pushes: that costs less than asking for batches, and in the end every client reads all of it.
 */
async function readAll(connection: Connection, reads: NatsOptions['reads']): Promise<readonly number[]> {
  const { streams, consumers } = connection.manager;
  const { cluster } = await streams.info(STREAM);
  const last = await streams.getMessage(STREAM, { last_by_subj: SET_SUBJECT });
  if (last === null) return [];
  // Where there is one copy alone, every consumer is beside it.
  const isReplicated = (cluster?.replicas ?? []).length > 0;
  const server = reads === 'leader' && isReplicated ? cluster?.leader : undefined;
  const { name, subject } = await placeConsumer(connection, server);
  let delivered = 0;
  const texts = await connection.listen(subject, ({ reply = '' }) => {
    const numbers = numbersIn(reply);
    delivered = numbers.atConsumer;
    return numbers.inStream >= last.seq;
  });
  forget(consumers, name);
  if (texts.length !== delivered) throw new DefiniteFailure(`of ${delivered} messages ${texts.length} arrived`);
  return texts.map(readInteger);
}

/**
 * Makes a consumer that pushes all elements to `subject` as soon as somebody listens there. A cluster makes it at any
 * server that has a replica; `server` says at which it must be. Throws DefiniteFailure where it never is.
 */
async function placeConsumer(
  { manager: { consumers } }: Connection,
  server: string | undefined,
): Promise<{ readonly name: string; readonly subject: string }> {
  for (let attempt = 0; attempt < PLACEMENTS_MAX; attempt += 1) {
    const [name, subject] = [randomUUID(), createInbox()];
    const { cluster } = await consumers.add(STREAM, {
      name,
      deliver_subject: subject,
      filter_subject: SET_SUBJECT,
      deliver_policy: DeliverPolicy.All,
      ack_policy: AckPolicy.None,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: FORGOTTEN_AFTER_NS,
    });
    if (server === undefined || cluster?.leader === server) return { name, subject };
    forget(consumers, name);
  }
  throw new DefiniteFailure(`of ${PLACEMENTS_MAX} consumers none was made at ${server}`);
}

/** Nobody waits for that: it would be forgotten anyway. */
function forget(consumers: Connection['manager']['consumers'], name: string): void {
  consumers.delete(STREAM, name).catch(() => {});
}

/** Words of the following where no domain is named: a server that was given none leaves it out. */
const SHORT_WORDS = 9;

/**
 * The numbers of a message, out of the subject that it would be acknowledged at:
 * $JS.ACK.[domain.account.]stream.consumer.deliveries.NUMBER IN THE STREAM.NUMBER AT THE CONSUMER.time.pending[.token].
 */
function numbersIn(acknowledgeAt: string): { readonly inStream: number; readonly atConsumer: number } {
  const words = acknowledgeAt.split('.');
  const at = words.length === SHORT_WORDS ? 5 : 7;
  return { inStream: Number(words[at]), atConsumer: Number(words[at + 1]) };
}
