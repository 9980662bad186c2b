/** How a RabbitMQ server is started: its configuration file, and the command that writes it and becomes the server. */
import type { TargetNode, TargetProcess } from '../../harness/contracts/target.js';
import { OPERATOR } from './operator.js';
import type { RabbitmqOptions } from './options.js';

/** Where each server serves AMQP. */
export const CLIENT_PORT = 5_672;
/** Where its management plugin serves HTTP. */
export const MANAGEMENT_PORT = 15_672;
export const DATA_FOLDER = '/data';

/** A node looks for the first one so often, which is longer than anybody waits: it must never go on by itself. */
const DISCOVERY = { retries: 10_000, intervalMs: 200 } as const;

/**
 * A node that has no data yet ($2 is the first one's address, or nothing on that node itself) begins when the first one has
 * all that a new cluster is given: one that joins while tables are still being changed breaks on them.
 *
 * Debian's own rabbitmq-server becomes the user rabbitmq, whom a node does not know: so the vendor's comes first. It starts
 * epmd, which tells nodes the ports of others, and leaves it behind.
 */
const SCRIPT = `set -e
if [ -n "$2" ] && [ ! -d "$RABBITMQ_MNESIA_BASE" ]; then
  until bash -c 'exec 3<> /dev/tcp/$0/${CLIENT_PORT}' "$2" 2> /dev/null; do sleep 0.1; done
fi
mkdir -p "$HOME"
rm -f "$HOME/.erlang.cookie"
(umask 377; printf faultline > "$HOME/.erlang.cookie")
printf '%s' "$1" > /tmp/rabbitmq.conf
printf '[rabbitmq_management].' > /tmp/enabled_plugins
PATH=/usr/lib/rabbitmq/bin:$PATH
exec rabbitmq-server \${3:+-eval "$3"}`;

/** The same for the first start and for every later one: a server that has data goes on with them. */
export function serverProcess(
  node: TargetNode,
  nodes: readonly TargetNode[],
  options: RabbitmqOptions,
): Pick<TargetProcess, 'command' | 'environment'> {
  const [first = node] = nodes;
  const isFirst = first.name === node.name;
  const operator = options.operator === 'on' ? OPERATOR : '';
  const file = configuration(isFirst ? [] : [first, node], options);
  return {
    command: ['/bin/sh', '-c', SCRIPT, 'rabbitmq', file, isFirst ? '' : first.address, operator],
    environment: {
      HOME: `${DATA_FOLDER}/home`,
      RABBITMQ_NODENAME: memberName(node),
      RABBITMQ_USE_LONGNAME: 'true',
      RABBITMQ_MNESIA_BASE: `${DATA_FOLDER}/mnesia`,
      RABBITMQ_CONFIG_FILE: '/tmp/rabbitmq.conf',
      RABBITMQ_ENABLED_PLUGINS_FILE: '/tmp/enabled_plugins',
      RABBITMQ_LOGS: '-',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1',
      // The server instead of a shell that waits for it, so that it gets the signals.
      RUNNING_UNDER_SYSTEMD: 'true',
    },
  };
}

/** As the servers call each other. With addresses, they need nobody who knows the names of nodes. */
export function memberName({ address }: Pick<TargetNode, 'address'>): string {
  return `rabbit@${address}`;
}

/** The first node has no peers: it begins a cluster by itself, and the others join it. */
function configuration(peers: readonly TargetNode[], { partitionHandling, tickTimeS }: RabbitmqOptions): string {
  return [
    `listeners.tcp.default = ${CLIENT_PORT}`,
    `management.tcp.port = ${MANAGEMENT_PORT}`,
    // Numbers of messages and the like, which nobody here asks for.
    'management_agent.disable_metrics_collector = true',
    'loopback_users = none',
    `cluster_partition_handling = ${partitionHandling}`,
    `net_ticktime = ${tickTimeS}`,
    ...peers.map((peer, at) => `cluster_formation.classic_config.nodes.${at + 1} = ${memberName(peer)}`),
    `cluster_formation.discovery_retry_limit = ${DISCOVERY.retries}`,
    `cluster_formation.discovery_retry_interval = ${DISCOVERY.intervalMs}`,
    // The disk is the machine's, and a server that finds it too full would take no more messages.
    'disk_free_limit.absolute = 1MB',
    'log.console = true',
    'log.console.level = info',
    '',
  ].join('\n');
}
