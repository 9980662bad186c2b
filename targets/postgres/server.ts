/** How PostgreSQL is started on a node: as the primary that n1 is, or as a replica that streams from it. */
import { UsageError } from '../../harness/contracts/errors.js';
import type { TargetNode, TargetNodeContext } from '../../harness/contracts/target.js';
import { asOrdinaryUser } from '../../harness/target/ordinary-user.js';
import type { PostgresOptions } from './options.js';

export const PORT = 5432;
export const USER = 'postgres';
export const DATA_FOLDER = '/data';

/** Where Debian's packages have the programs. */
export const PATH_SCRIPT = 'PATH=/usr/lib/postgresql/15/bin:$PATH';

/**
 * A folder of data gets its name when it is whole, so a start that was killed begins anew, and every later one goes on
 * with what is there. $1 is the primary of a replica, empty on the primary itself; what follows are the server's settings.
 */
const SCRIPT = `set -e
${PATH_SCRIPT}
primary=$1; shift
cd ${DATA_FOLDER}
if [ ! -d main ]; then
  rm -rf making
  if [ -z "$primary" ]; then
    initdb -D making -U ${USER} -A trust -E UTF8 --locale=C --no-sync --no-instructions
    printf 'host all all all trust\\nhost replication all all trust\\n' >> making/pg_hba.conf
  else
    until pg_basebackup -D making -d "$primary" -X stream -c fast --no-sync; do rm -rf making; sleep 0.2; done
    touch making/standby.signal
  fi
  mv making main
fi
exec postgres -D main "$@"`;

/** Of the primary, and of every replica: so any of them can become the other. */
const SETTINGS: Readonly<Record<string, string | number>> = {
  port: PORT,
  unix_socket_directories: '',
  shared_buffers: '32MB',
  // Two transactions that wait for each other wait for so long before one is ended.
  deadlock_timeout: '100ms',
  // Commits that wait for replicas hold their connections when their clients are gone.
  max_connections: 400,
  client_connection_check_interval: '1s',
  // A replica that was away for long finds what it missed, and soon after it can.
  wal_keep_size: '1GB',
  wal_retrieve_retry_interval: '500ms',
  wal_receiver_timeout: '5s',
  wal_sender_timeout: '5s',
  // Rows are looked up by their keys also while tables are small: who reads a whole table conflicts with all its writers.
  enable_seqscan: 'off',
  log_min_error_statement: 'panic',
};

export function isPrimary({ index }: TargetNode): boolean {
  return index === 0;
}

/** The same for the first start and for every later one. Throws UsageError for more synchronous replicas than there are. */
export function serverCommand({ node, nodes, options }: TargetNodeContext<PostgresOptions>): readonly string[] {
  const [primary] = nodes;
  const settings = {
    ...SETTINGS,
    listen_addresses: node.address,
    fsync: options.fsync,
    synchronous_standby_names: synchronousNames(options, nodes.length - 1),
  };
  const conninfo =
    primary === undefined || isPrimary(node)
      ? ''
      : `host=${primary.address} port=${PORT} user=${USER} application_name=${node.name} connect_timeout=2 tcp_user_timeout=5000`;
  const all = conninfo === '' ? settings : { ...settings, primary_conninfo: conninfo };
  const words = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return asOrdinaryUser(['/bin/sh', '-c', SCRIPT, 'postgres', conninfo, ...words], [DATA_FOLDER]);
}

function synchronousNames({ synchronous }: PostgresOptions, replicas: number): string {
  const count = synchronous === 'off' ? 0 : synchronous === 'all' ? replicas : Number(synchronous.slice('any-'.length));
  if (count > replicas) {
    throw new UsageError(`synchronous=${synchronous} takes ${count} replicas, and there are ${replicas}`, {
      code: 'too-few-replicas',
      value: synchronous,
      hint: `give it more nodes: --nodes ${count + 1}`,
    });
  }
  return count === 0 ? '' : `ANY ${count} (*)`;
}
