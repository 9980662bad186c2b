/** What an error of the library says of the operation that it ended. */
import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { DefiniteFailure, messageOf, Unavailable } from '../../../harness/contracts/errors.js';

/** Codes of JetStream's errors that are given before anything is proposed to the replicas. */
const NOBODY_LEADS = new Set([10_008, 10_009, 10_039, 10_059, 10_076]);
/** The message that should be the last of its subject is not. */
const WRONG_LAST_SEQUENCE = new Set([10_071, 10_164]);

/**
 * A read has no effect: whatever became of it, it surely changed nothing. Rejects with Unavailable; but with another error
 * where the connection was gone already: a client is replaced only when nobody knows what it does.
 */
export async function reading<T>(ask: Promise<T>): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof DefiniteFailure || error instanceof errors.ClosedConnectionError) throw error;
    throw new Unavailable(messageOf(error), { cause: error });
  }
}

/**
 * A change that was asked for once. Rejects with Unavailable where nobody was there to take it, with DefiniteFailure where
 * its condition did not hold, and with another error where nobody knows, or where the connection was gone already.
 */
export async function changing<T>(ask: Promise<T>): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): unknown {
  const message = messageOf(error);
  if (error instanceof JetStreamApiError && WRONG_LAST_SEQUENCE.has(error.code)) {
    return new DefiniteFailure(message, { cause: error });
  }
  return isUndelivered(error) ? new Unavailable(message, { cause: error }) : error;
}

function isUndelivered(error: unknown): boolean {
  // The server had nobody to deliver it to: no leader of the stream had told it that it listens.
  if (error instanceof errors.NoRespondersError) return true;
  if (error instanceof JetStreamApiError) return NOBODY_LEADS.has(error.code);
  return error instanceof Error && isUndelivered(error.cause);
}
