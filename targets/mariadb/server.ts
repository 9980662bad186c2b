/** How MariaDB is started on a node: by itself, or as one of the equals that Galera holds together. */
import { UsageError } from '../../harness/contracts/errors.js';
import type { TargetNodeContext } from '../../harness/contracts/target.js';
import { asOrdinaryUser } from '../../harness/target/ordinary-user.js';
import type { MariadbOptions } from './options.js';

export const PORT = 3306;
export const USER = 'faultline';
export const DATABASE = 'faultline';
export const DATA_FOLDER = '/data';

/** On a node that has it, the cluster has not been there before. Who starts anew with an empty folder has it not. */
export const FIRST_START_MARK = `${DATA_FOLDER}/first-start`;

/** What the vendor's script adds to the tables that it makes: a user who may come from everywhere, and the clients' tables' home. */
const FIRST_SQL = `CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO mysql.global_priv VALUES ("%", "${USER}", JSON_OBJECT("access", -1, "plugin", "mysql_native_password"));`;

/** Of the log, and of the pool that it was made beside. */
const SIZES = ['--innodb-buffer-pool-size=64M', '--innodb-log-file-size=32M', '--innodb-use-native-aio=OFF'];

/**
 * A folder of data gets its name when it is whole, so a start that was killed begins anew; it is made in /tmp, which is in
 * memory where it can be, for the vendor's script syncs some thousand times. $1 is empty for a single server; what follows
 * $1 and $2 are the server's settings.
 *
 * The first start of a cluster is like one after all nodes were killed: each has the same data (none), and has written down
 * how far they go ($1, grastate.dat) and who was there ($2, gvwstate.dat). When all have found each other they go on from
 * there, and nobody needs what another has, which would take seconds. Later a node says how far its data go, and Galera
 * finds out what it lacks. Of nodes that were stopped one after the other, the last knows that it was that, and begins the
 * cluster again. That the disk could not keep a page of Galera's cache is told to whoever syncs it next: not to a server
 * that ends for it when it has only just started, and finds out by itself what of the cache is whole.
 * A view that was not written to its end would give every such node the same name.
 */
const SCRIPT = `set -e
state=$1 view=$2; shift 2
cd ${DATA_FOLDER}
if [ ! -d main ] && { [ -z "$state" ] || [ -e ${FIRST_START_MARK} ]; }; then
  rm -rf making /tmp/making
  echo '${FIRST_SQL}' > /tmp/first.sql
  mariadb-install-db --no-defaults --force --skip-test-db --auth-root-authentication-method=normal \\
    --extra-file=/tmp/first.sql --datadir=/tmp/making --innodb-flush-log-at-trx-commit=0 ${SIZES.join(' ')}
  cp -r --sparse=always /tmp/making making
  rm -r /tmp/making
  if [ -n "$state" ]; then
    echo "$state" > making/grastate.dat
    echo "$view" > making/gvwstate.dat
  fi
  mv making main
  rm -f ${FIRST_START_MARK}
fi
set -- --no-defaults --datadir=${DATA_FOLDER}/main "$@"
if [ -z "$state" ]; then exec mariadbd "$@"; fi
mkdir -p main
if [ -e main/galera.cache ]; then sync main/galera.cache || :; fi
if ! grep -qs '^#vwend' main/gvwstate.dat; then rm -f main/gvwstate.dat; fi
position=
if [ -e main/ibdata1 ] && grep -q '^seqno: *-1' main/grastate.dat; then
  position=$(mariadbd "$@" --wsrep-recover 2>&1 | sed -n 's/.*WSREP: Recovered position: *//p')
fi
if grep -qs '^safe_to_bootstrap: 1' main/grastate.dat; then set -- "$@" --wsrep-new-cluster; fi
exec mariadbd "$@" \${position:+--wsrep-start-position=$position}`;

/** Version 1 UUIDs, as Galera makes them: 0 is that of the cluster's history, the others are of the nodes. */
const uuid = (digit: number): string => `f0a4717${digit}-0000-11f1-8000-00000000000${digit}`;

/** No node has anything, and none is to begin without the others. */
const FIRST_STATE = `# GALERA saved state
version: 2.1
uuid: ${uuid(0)}
seqno: 0
safe_to_bootstrap: 0`;

/** What a node writes down of a view of the cluster with all its members. */
function firstView({ node, nodes }: TargetNodeContext<MariadbOptions>): string {
  return [
    `my_uuid: ${uuid(node.index + 1)}`,
    '#vwbeg',
    `view_id: 3 ${uuid(1)} 1`,
    'bootstrap: 0',
    ...nodes.map(({ index }) => `member: ${uuid(index + 1)} 0`),
    '#vwend',
  ].join('\n');
}

/** The same for the first start and for every later one. Throws UsageError 'bad-nodes' for several that were to be a single one. */
export function serverCommand(context: TargetNodeContext<MariadbOptions>): readonly string[] {
  const { nodes, options } = context;
  const isSingle = options.arrangement === 'single';
  if (isSingle && nodes.length > 1) {
    const hint = 'say --nodes 1';
    throw new UsageError(`arrangement=single is one node, not ${nodes.length}`, { code: 'bad-nodes', hint });
  }
  const settings = {
    port: PORT,
    socket: '/tmp/mariadb.sock',
    'pid-file': '/tmp/mariadb.pid',
    'skip-name-resolve': 'ON',
    // Without a word about every client that ends without saying so.
    'log-warnings': 1,
    'max-connections': 400,
    // Whoever waits for a lock of a client that is gone waits no longer than the client of a client would.
    'innodb-lock-wait-timeout': 2,
    'idle-transaction-timeout': 5,
    'transaction-isolation': options.isolation.toUpperCase(),
    'innodb-snapshot-isolation': options.snapshotIsolation.toUpperCase(),
    'innodb-flush-log-at-trx-commit': options.flushLog,
    ...(options.binaryLog === 'on' ? { 'log-bin': 'binlog', 'sync-binlog': 1 } : {}),
    ...(isSingle ? {} : clusterSettings(context)),
  };
  const words = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const first = isSingle ? ['', ''] : [FIRST_STATE, firstView(context)];
  // As root, what brings a node the data of another (rsync) would become somebody who may not write them.
  return asOrdinaryUser(['/bin/sh', '-c', SCRIPT, 'mariadb', ...first, ...SIZES, ...words], [DATA_FOLDER]);
}

function clusterSettings({
  node,
  nodes,
  options,
}: TargetNodeContext<MariadbOptions>): Readonly<Record<string, string>> {
  return {
    'wsrep-on': 'ON',
    'wsrep-provider': '/usr/lib/galera/libgalera_smm.so',
    'wsrep-cluster-name': 'faultline',
    'wsrep-cluster-address': `gcomm://${nodes.map(({ address }) => address).join(',')}`,
    'wsrep-node-name': node.name,
    'wsrep-node-address': node.address,
    'wsrep-sst-method': 'rsync',
    'wsrep-sync-wait': options.syncWait === 'on' ? '1' : '0',
    // A node that finds nobody waits for somebody, and does not end after half a minute.
    'wsrep-provider-options': 'pc.wait_prim_timeout=P1D;gcache.size=64M',
    'binlog-format': 'ROW',
    'default-storage-engine': 'InnoDB',
    'innodb-autoinc-lock-mode': '2',
  };
}
