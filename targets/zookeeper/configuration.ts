/** How a ZooKeeper server is started: its configuration, and the command that writes it and becomes the server. */
import type { TargetNode } from '../../harness/contracts/target.js';
import type { ZookeeperOptions } from './options.js';

export const CLIENT_PORT = 2_181;
/** Where followers speak with their leader, and where servers elect it. */
const PEER_PORT = 2_888;
const ELECTION_PORT = 3_888;
export const DATA_FOLDER = '/data';

const CONFIGURATION_FILE = '/tmp/zoo.cfg';

/**
 * The same for the first start and for every later one. $1 is the configuration, $2 the server's number, which it looks
 * for in its data folder: a start while nothing can be written there must not lose it.
 */
const SCRIPT = `set -e
printf '%s' "$1" > ${CONFIGURATION_FILE}
[ "$(cat ${DATA_FOLDER}/myid 2>/dev/null)" = "$2" ] || printf '%s\\n' "$2" > ${DATA_FOLDER}/myid
shift 2
exec /usr/lib/jvm/default-java/bin/java "$@" ${CONFIGURATION_FILE}`;

/** The heap is small because the data are; what only pays off after minutes of running is left out. */
const JAVA_WORDS: readonly string[] = [
  '-Xmx128m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.net.preferIPv4Stack=true',
  // It logs to stderr, and is told so by no file.
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss,SSS',
  '-Dzookeeper.jmx.log4j.disable=true',
  // What else is needed zookeeper.jar names itself.
  ...['-cp', '/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar'],
  'org.apache.zookeeper.server.quorum.QuorumPeerMain',
];

export function command(node: TargetNode, nodes: readonly TargetNode[], options: ZookeeperOptions): readonly string[] {
  const file = configuration(nodes, options);
  return ['/bin/sh', '-c', SCRIPT, 'zookeeper', file, `${numberOf(node)}`, ...JAVA_WORDS];
}

/** The same on every node. */
function configuration(nodes: readonly TargetNode[], options: ZookeeperOptions): string {
  const settings: Readonly<Record<string, string | number>> = {
    dataDir: DATA_FOLDER,
    clientPort: CLIENT_PORT,
    tickTime: options.tickTimeMs,
    initLimit: 10,
    syncLimit: options.syncLimit,
    snapCount: options.snapCount,
    forceSync: options.forceSync,
    // All clients come from one address.
    maxClientCnxns: 0,
    // Whoever was alone for long would ask for a leader once a minute, and wait 5 s for each server that is not there.
    'fastleader.maxNotificationInterval': 1_000,
    cnxTimeout: 1_000,
    'admin.enableServer': 'false',
    '4lw.commands.whitelist': 'srvr',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  // Alone it is no ensemble, and elects nobody.
  const servers = nodes.length === 1 ? [] : nodes.map(serverLine);
  return [...lines, ...servers, ''].join('\n');
}

function serverLine(node: TargetNode): string {
  return `server.${numberOf(node)}=${node.address}:${PEER_PORT}:${ELECTION_PORT}`;
}

/** Servers are numbered from 1. */
function numberOf({ index }: TargetNode): number {
  return index + 1;
}
