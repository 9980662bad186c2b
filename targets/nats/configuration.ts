/** How a nats-server is started: what its configuration file says, and the command that writes it and becomes the server. */
import type { TargetNode } from '../../harness/contracts/target.js';
import type { NatsOptions } from './options.js';

export const CLIENT_PORT = 4_222;
/** Where each server speaks with the others. */
const CLUSTER_PORT = 6_222;
/** Where it tells over HTTP how it is. */
export const MONITOR_PORT = 8_222;
export const DATA_FOLDER = '/data';

const CONFIGURATION_FILE = '/tmp/nats-server.conf';
const SCRIPT = `printf '%s' "$1" > ${CONFIGURATION_FILE} && exec nats-server --config ${CONFIGURATION_FILE}`;

/** The same for the first start and for every later one: a server that finds its data goes on from there. */
export function command(node: TargetNode, nodes: readonly TargetNode[], options: NatsOptions): readonly string[] {
  return ['/bin/sh', '-c', SCRIPT, 'nats', configuration(node, nodes, options)];
}

function configuration(node: TargetNode, nodes: readonly TargetNode[], { sync }: NatsOptions): string {
  return [
    `server_name: ${node.name}`,
    `listen: "0.0.0.0:${CLIENT_PORT}"`,
    `http: "0.0.0.0:${MONITOR_PORT}"`,
    'jetstream {',
    `  store_dir: "${DATA_FOLDER}"`,
    ...(sync === 'default' ? [] : [`  sync_interval: "${sync}"`]),
    '}',
    // Alone it is no cluster: JetStream would wait for others that never come.
    ...(nodes.length === 1 ? [] : clusterLines(nodes)),
    '',
  ].join('\n');
}

function clusterLines(nodes: readonly TargetNode[]): readonly string[] {
  const routes = nodes.map(({ address }) => `"nats://${address}:${CLUSTER_PORT}"`);
  return [
    'cluster {',
    '  name: faultline',
    `  listen: "0.0.0.0:${CLUSTER_PORT}"`,
    `  routes: [${routes.join(', ')}]`,
    '}',
  ];
}
