/** The lock client of etcd: a lock is a key that its holder's lease keeps alive, its token the revision that made it. */
import { z } from 'zod';
import { DefiniteFailure, withoutEffect } from '../../../harness/contracts/errors.js';
import type { LockClient } from '../../../workloads/clients/lock.js';
import { Connection } from '../access.js';
import { type Answer, type Endpoint, errorOf } from '../gateway.js';
import {
  accept,
  changeAnswer,
  decode,
  encode,
  header,
  rangeAnswer,
  readInteger,
  readRevision,
  txnAnswer,
} from './answers.js';
import { LeaseKeeper } from './lease.js';

export interface LockClientOptions extends Endpoint {
  /** Seconds that a lease lasts when nobody keeps it alive. */
  readonly lockTtlS: number;
  /** 'fenced' stores compare the token with the lock's, in one transaction; 'unfenced' ones believe their client. */
  readonly lockWrites: 'unfenced' | 'fenced';
}

const grantAnswer = z.object({ header, ID: z.string() });

/** What a put under a lease that has run out is refused with, in a transaction before any part of it is done. */
const LEASE_NOT_FOUND = 'etcdserver: requested lease not found';

/**
 * Connects to one member. It does what etcd's documentation has always shown (a lease, a transaction that makes the key,
 * and goes on until told otherwise), and not more: whether the lease still lasts is not looked at before a store, because
 * it may run out after it was looked at.
 */
export function createLockClient(options: LockClientOptions): LockClient {
  const { lockTtlS, lockWrites } = options;
  const connection = new Connection(options);
  const keeper = new LeaseKeeper(options, lockTtlS);
  const prefix = options.access?.prefix ?? '';
  const lockKey = (name: string): string => encode(`${prefix}lock/${name}`);
  const dataKey = (name: string): string => encode(`${prefix}guarded/${name}`);
  /** By token and name: the lease that keeps the lock. */
  const leases = new Map<string, string>();
  const txn = async (compare: object, success: object): Promise<Answer> =>
    connection.post('/v3/kv/txn', { compare: [compare], success: [success] });
  /** The lock is there, and is still the one that the token was given for. */
  const isStillHeld = (name: string, token: number): object => ({
    ...{ key: lockKey(name), target: 'CREATE', result: 'EQUAL', create_revision: `${token}` },
  });

  return {
    acquire: async (name) => {
      // A lease whose grant was not answered holds nothing, and runs out: the lock surely was not touched.
      const lease = await withoutEffect(async () =>
        accept(await connection.post('/v3/lease/grant', { TTL: `${lockTtlS}` }), grantAnswer),
      ).then(({ ID }) => ID);
      keeper.keep(lease);
      try {
        const { succeeded, header: made } = acceptMaking(
          await txn(
            { key: lockKey(name), target: 'CREATE', result: 'EQUAL', create_revision: '0' },
            { requestPut: { key: lockKey(name), value: encode('held'), lease } },
          ),
        );
        if (!succeeded) {
          keeper.leave(lease);
          return null;
        }
        // The revision of the store that the transaction brought about is the one that made the key.
        const token = readRevision(made.revision);
        leases.set(`${token} ${name}`, lease);
        return token;
      } catch (error) {
        keeper.leave(lease);
        throw error;
      }
    },
    release: async (name, token) => {
      // Whatever the answer is, its holder counts on the lock no longer. A lease that holds nothing is left to run out.
      keeper.leave(leases.get(`${token} ${name}`) ?? '');
      leases.delete(`${token} ${name}`);
      return accept(await txn(isStillHeld(name, token), { requestDeleteRange: { key: lockKey(name) } }), txnAnswer)
        .succeeded;
    },
    store: async (name, token, value) => {
      const put = { key: dataKey(name), value: encode(`${value}`) };
      if (lockWrites === 'fenced') {
        return accept(await txn(isStillHeld(name, token), { requestPut: put }), txnAnswer).succeeded;
      }
      accept(await connection.post('/v3/kv/put', put), changeAnswer);
      return true;
    },
    load: async (name) => {
      const { kvs } = await withoutEffect(async () =>
        accept(await connection.post('/v3/kv/range', { key: dataKey(name) }), rangeAnswer),
      );
      const [found] = kvs;
      return found === undefined ? null : readInteger(decode(found.value));
    },
    close: async () => {
      keeper.close();
      connection.close();
    },
  };
}

/** As `accept`, for a transaction that puts something under a lease. */
function acceptMaking(answer: Answer): z.infer<typeof txnAnswer> {
  if (answer.status !== 200 && errorOf(answer)?.text === LEASE_NOT_FOUND) throw new DefiniteFailure(LEASE_NOT_FOUND);
  return accept(answer, txnAnswer);
}
