/** What runs on a node: a Redis server, and beside it a sentinel where there is more than one node. */
import { UsageError } from '../../harness/contracts/errors.js';
import type { TargetNode, TargetNodeContext, TargetProcess } from '../../harness/contracts/target.js';
import type { RedisOptions } from './options.js';
import { MASTER_NAME, SENTINEL_PORT, SERVER_PORT } from './ports.js';
import { sentinelReadiness, serverReadiness } from './status.js';

const DATA_FOLDER = '/data';
const FAILOVER_TIMEOUT_MS = 5_000;

/**
 * Both programs rewrite their own files whenever a sentinel changes who is master, and read them again when they start:
 * so what is given here is only for a node that has none yet. It is synced as they sync theirs.
 */
const FIRST_FILE = `first_file() {
  printf '%s\\n' "$2" > "$1.new" && sync "$1.new" && mv "$1.new" "$1" && sync ${DATA_FOLDER}
}`;

const SERVER_SCRIPT = `${FIRST_FILE}
file=${DATA_FOLDER}/redis.conf
[ -e $file ] || first_file $file "$1" || exit 1
exec redis-server $file`;

/**
 * A sentinel hears of replicas every 10 s, and of other sentinels every 2 s. One that starts before the replicas are
 * there could do nothing for so long, and a former master that comes back would stay one for 8 s: so the first start
 * waits for them (10 s at most), and every start makes the sentinel look more often. Only a command can tell it that.
 */
const SENTINEL_SCRIPT = `${FIRST_FILE}
file=${DATA_FOLDER}/sentinel.conf
if [ ! -e $file ]; then
  for try in $(seq 100); do
    timeout 1 redis-cli -h "$2" -p ${SERVER_PORT} info replication 2>/dev/null | grep -q "^connected_slaves:$3" && break
    sleep 0.1
  done
  first_file $file "$1" || exit 1
fi
(for try in $(seq 100); do
  timeout 1 redis-cli -p ${SENTINEL_PORT} sentinel debug info-period 1000 publish-period 500 2>/dev/null | grep -q OK && exit
  sleep 0.05
done &)
exec redis-sentinel $file`;

/** Throws UsageError 'bad-nodes' where a single node was asked for and there are more. */
export function processes({ node, nodes, options }: TargetNodeContext<RedisOptions>): readonly TargetProcess[] {
  if (options.arrangement === 'single' && nodes.length > 1) {
    const hint = 'say --nodes 1';
    throw new UsageError(`arrangement=single is one node, not ${nodes.length}`, { code: 'bad-nodes', hint });
  }
  const [first = node] = nodes;
  const server: TargetProcess = {
    name: 'redis',
    command: ['/bin/sh', '-c', SERVER_SCRIPT, 'sh', serverFile(node, first, options)],
    dataFolders: [DATA_FOLDER],
    ready: () => serverReadiness(node),
  };
  if (nodes.length === 1) return [server];
  const sentinel: TargetProcess = {
    name: 'sentinel',
    command: [
      ...['/bin/sh', '-c', SENTINEL_SCRIPT, 'sh', sentinelFile(first, nodes.length, options)],
      ...[first.address, `${nodes.length - 1}`],
    ],
    dataFolders: [DATA_FOLDER],
    ready: () => sentinelReadiness(node, nodes),
  };
  return [server, sentinel];
}

function serverFile(node: TargetNode, first: TargetNode, { persistence, minReplicas }: RedisOptions): string {
  const isAppending = persistence === 'everysec' || persistence === 'always';
  return [
    `port ${SERVER_PORT}`,
    'bind 0.0.0.0',
    'protected-mode no',
    `dir ${DATA_FOLDER}`,
    ...(persistence === 'rdb' ? [] : ['save ""']),
    ...(isAppending ? ['appendonly yes', `appendfsync ${persistence}`] : []),
    // Waiting for more replicas, so that one snapshot does for all, would only make the start slower.
    'repl-diskless-sync-delay 0',
    'repl-ping-replica-period 1',
    'repl-timeout 5',
    `min-replicas-to-write ${minReplicas}`,
    'min-replicas-max-lag 1',
    ...(node.name === first.name ? [] : [`replicaof ${first.address} ${SERVER_PORT}`]),
  ].join('\n');
}

function sentinelFile(first: TargetNode, nodeCount: number, { downAfterMs }: RedisOptions): string {
  const quorum = Math.floor(nodeCount / 2) + 1;
  return [
    `port ${SENTINEL_PORT}`,
    'bind 0.0.0.0',
    'protected-mode no',
    `dir ${DATA_FOLDER}`,
    `sentinel monitor ${MASTER_NAME} ${first.address} ${SERVER_PORT} ${quorum}`,
    `sentinel down-after-milliseconds ${MASTER_NAME} ${downAfterMs}`,
    `sentinel failover-timeout ${MASTER_NAME} ${FAILOVER_TIMEOUT_MS}`,
  ].join('\n');
}
