/** What MariaDB promises of every client interface, by its options. */
import { type SystemModel, USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Claim, Target } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import type { MariadbOptions } from './options.js';

type Claims = ReturnType<Target<MariadbOptions, ClientInterfaces>['claims']>;

const ISOLATION = 'https://mariadb.com/docs/server/reference/sql-statements/transactions/';
/** "Each consistent read, even within the same transaction, sets and reads its own fresh snapshot." */
const READ_COMMITTED = `${ISOLATION}transactions-read-committed`;
/** "All consistent reads within the same transaction read the snapshot established by the first read." */
const REPEATABLE_READ = `${ISOLATION}transactions-repeatable-read`;
/** "This highest level ensures total isolation by converting plain SELECTs to locking reads." */
const SERIALIZABLE = `${ISOLATION}transactions-serializable`;
/** "Use snapshot isolation (write-write conflict detection)." */
const SNAPSHOT_ISOLATION =
  'https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-system-variables#innodb_snapshot_isolation';
const PRIMARY_KEY = 'https://mariadb.com/docs/server/mariadb-quickstart-guides/mariadb-indexes-guide';
const AUTO_INCREMENT = 'https://mariadb.com/docs/server/reference/data-types/auto_increment';
const SKIP_LOCKED = 'https://mariadb.com/docs/server/reference/sql-statements/data-manipulation/selecting-data/select';

const GALERA = 'https://mariadb.com/docs/galera-cluster/';
/** "If one of the nodes crashed, then there would be no data loss. Additionally, all cluster nodes are always consistent." */
const REPLICATION = `${GALERA}readme/about-galera-replication`;
/** "Users requiring real-time visibility must use the wsrep_sync_wait session variable"; lost updates it names as known. */
const LIMITATIONS = `${GALERA}reference/mariadb-galera-cluster-known-limitations`;

/** What others have seen before it was durable is claimed as long as no server comes back without it. */
const WITHOUT_RESTARTS: SystemModel = { ...USUAL_MODEL, nodes: 'crash-stop' };

/** Of operations that are one statement, and are all done by one server, whatever the isolation. */
const OF_STATEMENTS: Claims = {
  counter: [claim(READ_COMMITTED, 'counter'), claim(READ_COMMITTED, 'linearizable')],
  ids: claim(AUTO_INCREMENT, 'unique-ids'),
  kv: claim(READ_COMMITTED, 'linearizable'),
  names: claim(PRIMARY_KEY, 'unique-names'),
  queue: claim(SKIP_LOCKED, 'queue'),
  register: claim(READ_COMMITTED, 'linearizable'),
  replica: claim(READ_COMMITTED, 'convergence'),
  set: [claim(READ_COMMITTED, 'set', 'linearizable'), claim(READ_COMMITTED, 'linearizable')],
};

/** Of transactions that read and then write: what one has read is not changed by another before it has committed. */
const OF_READS_AND_WRITES = (page: string): Claims => ({
  bank: claim(page, 'bank'),
  sequence: [claim(page, 'increments'), claim(page, 'monotonic')],
});

/** Of a cluster, wherever it is read: what was acknowledged is there in the end, on every node, and what is unique is. */
const OF_CLUSTERS: Claims = {
  ids: claim(LIMITATIONS, 'unique-ids'),
  names: claim(REPLICATION, 'unique-names'),
  replica: claim(REPLICATION, 'convergence'),
  set: claim(REPLICATION, 'set'),
};

/** Of reads in a cluster that wait for all that was committed elsewhere, or have no elsewhere. */
const OF_FRESH_READS: Claims = {
  kv: claim(LIMITATIONS, 'linearizable'),
  register: claim(LIMITATIONS, 'linearizable'),
  set: [claim(LIMITATIONS, 'set', 'linearizable'), claim(LIMITATIONS, 'linearizable')],
};

/**
 * InnoDB shows a commit to others before its own log is synced, and with a binary log after that is: so only with it, and
 * both logs synced, what was seen is there when a server was killed
 * (https://mariadb.com/docs/server/server-management/server-monitoring-logs/binary-log/group-commit-for-the-binary-log). In
 * a cluster the other nodes have it too.
 */
export function claims(options: MariadbOptions): Claims {
  const { arrangement, flushLog, binaryLog } = options;
  const claimed = arrangement === 'single' ? ofOneServer(options) : ofCluster(options);
  const isDurable = flushLog === 1 && (arrangement === 'galera' || binaryLog === 'on');
  return isDurable ? claimed : withoutRestarts(claimed);
}

/** Repeatable reads of a snapshot are atomic views at least; that no update is lost is promised with snapshot isolation alone. */
function ofOneServer({ isolation, snapshotIsolation }: MariadbOptions): Claims {
  if (isolation === 'serializable') {
    return {
      ...OF_STATEMENTS,
      ...OF_READS_AND_WRITES(SERIALIZABLE),
      ...transactions(SERIALIZABLE, 'serializable'),
      predicates: claim(SERIALIZABLE, 'adya-g2'),
    };
  }
  if (isolation === 'read-committed') return { ...OF_STATEMENTS, ...transactions(READ_COMMITTED, 'read-committed') };
  if (snapshotIsolation === 'off')
    return { ...OF_STATEMENTS, ...transactions(REPEATABLE_READ, 'monotonic-atomic-view') };
  return {
    ...OF_STATEMENTS,
    ...OF_READS_AND_WRITES(SNAPSHOT_ISOLATION),
    ...transactions(SNAPSHOT_ISOLATION, 'snapshot-isolation'),
  };
}

/** Of its transactions nothing: "a distributed variant of snapshot isolation", of which updates are lost, is no level. */
function ofCluster({ syncWait, via }: MariadbOptions): Claims {
  return { ...OF_CLUSTERS, ...(syncWait === 'on' || via === 'first' ? OF_FRESH_READS : {}) };
}

function withoutRestarts(claimed: Claims): Claims {
  const weaker = (each: Claim): Claim => ({ ...each, under: WITHOUT_RESTARTS });
  return Object.fromEntries(Object.entries(claimed).map(([client, all]) => [client, [all].flat().map(weaker)]));
}

function transactions(page: string, level: string): Claims {
  const claimed = claim(page, 'transactions', level);
  return { 'list-transactions': claimed, 'register-transactions': claimed };
}

function claim(source: string, property: string, level?: string): Claim {
  return { property, ...(level === undefined ? {} : { level }), source, under: USUAL_MODEL };
}
