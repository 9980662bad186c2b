/** What PostgreSQL promises of every client interface, by its options. */
import { USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Claim, Target } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import type { PostgresOptions } from './options.js';

type Claims = ReturnType<Target<PostgresOptions, ClientInterfaces>['claims']>;

const MANUAL = 'https://www.postgresql.org/docs/15/';
/** A query sees all that was committed before it began; of two updates of a row the second waits and looks again. */
const READ_COMMITTED = 'transaction-iso.html#XACT-READ-COMMITTED';
/** One snapshot for a transaction, and no update of what has changed since: "Snapshot Isolation". */
const REPEATABLE_READ = 'transaction-iso.html#XACT-REPEATABLE-READ';
/** As if the transactions had run one after the other; in which order, as seen from outside, it does not say. */
const SERIALIZABLE = 'transaction-iso.html#XACT-SERIALIZABLE';
const UNIQUE = 'ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS';
const SKIP_LOCKED = 'sql-select.html#SQL-FOR-UPDATE-SHARE';
/** "We say that data on the standby is eventually consistent with the primary." */
const STANDBY = 'hot-standby.html#HOT-STANDBY-USERS';
/** What was acknowledged is on the disk of every replica, the one that is promoted too. */
const SYNCHRONOUS = 'warm-standby.html#SYNCHRONOUS-REPLICATION';

/** Of operations that are one statement, whatever the isolation. */
const OF_STATEMENTS: Claims = {
  counter: [claim(READ_COMMITTED, 'counter'), claim(READ_COMMITTED, 'linearizable')],
  ids: claim(UNIQUE, 'unique-ids'),
  names: claim(UNIQUE, 'unique-names'),
  queue: claim(SKIP_LOCKED, 'queue'),
  replica: claim(STANDBY, 'convergence'),
};

/** Of single reads that are answered by the primary. */
const OF_PRIMARY_READS: Claims = {
  kv: claim(READ_COMMITTED, 'linearizable'),
  register: claim(READ_COMMITTED, 'linearizable'),
  set: [claim(READ_COMMITTED, 'set', 'linearizable'), claim(READ_COMMITTED, 'linearizable')],
};

/** Of transactions that read and then write: what one has read is not changed by another before it has committed. */
const OF_SNAPSHOTS: Claims = {
  bank: claim(REPEATABLE_READ, 'bank'),
  sequence: [claim(REPEATABLE_READ, 'increments'), claim(REPEATABLE_READ, 'monotonic')],
};

const BY_ISOLATION: { readonly [K in PostgresOptions['isolation']]: Claims } = {
  'read-committed': transactions(READ_COMMITTED, 'read-committed'),
  'repeatable-read': { ...OF_SNAPSHOTS, ...transactions(REPEATABLE_READ, 'snapshot-isolation') },
  serializable: {
    ...OF_SNAPSHOTS,
    ...transactions(SERIALIZABLE, 'serializable'),
    predicates: claim(SERIALIZABLE, 'adya-g2'),
  },
};

/** Where a brain can be split, only what every replica has confirmed is promised to outlive that. */
export function claims({ isolation, synchronous, reads, fsync, failover }: PostgresOptions): Claims {
  if (fsync === 'off') return {};
  if (failover === 'watchdog') {
    return synchronous === 'all' && reads === 'primary' ? { set: claim(SYNCHRONOUS, 'set') } : {};
  }
  return { ...OF_STATEMENTS, ...(reads === 'primary' ? OF_PRIMARY_READS : {}), ...BY_ISOLATION[isolation] };
}

function transactions(page: string, level: string): Claims {
  const claimed = claim(page, 'transactions', level);
  return { 'list-transactions': claimed, 'register-transactions': claimed };
}

function claim(page: string, property: string, level?: string): Claim {
  return { property, ...(level === undefined ? {} : { level }), source: MANUAL + page, under: USUAL_MODEL };
}
