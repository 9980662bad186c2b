/**
 * A failover as people build it at home: n2 asks n1 twice a second, and makes itself the primary when it has not heard
 * of it for a while. Nobody stops n1, nobody is asked whether it is gone: a primary that was only cut off goes on.
 */
import type { TargetContext, TargetNode, TargetNodeContext, TargetProcess } from '../../harness/contracts/target.js';
import type { PostgresOptions } from './options.js';
import { PATH_SCRIPT, PORT, USER } from './server.js';

/** Of a second. The kernel's own time since it began: a wrong clock must not promote anybody. */
const SILENCE_HUNDREDTHS = 200;

/**
 * $1 is the primary, $2 this node. pg_isready ends with 2 when nobody answers, with less also while a server starts. As long
 * as the own server does not run, nobody is missed.
 */
const SCRIPT = `${PATH_SCRIPT}
export PGCONNECT_TIMEOUT=2
while :; do
  read -r up rest < /proc/uptime
  now=\${up%.*}\${up#*.}
  pg_isready -q -t 1 -U ${USER} -h "$1" -p ${PORT}
  if [ $? -lt 2 ] || ! pg_isready -q -t 1 -U ${USER} -h "$2" -p ${PORT}; then heard=$now
  elif [ $((now - \${heard:=$now})) -ge ${SILENCE_HUNDREDTHS} ]; then
    echo "the primary has not answered for $((now - heard)) hundredths of a second"
    psql -X -q -h "$2" -p ${PORT} -U ${USER} -c 'SELECT CASE WHEN pg_is_in_recovery() THEN pg_promote(false) END' &&
      exec sleep infinity
  fi
  sleep 0.5
done`;

/** The node that may be promoted; undefined where none may be. */
export function watchedNode({ nodes, options }: TargetContext<PostgresOptions>): TargetNode | undefined {
  return options.failover === 'watchdog' ? nodes[1] : undefined;
}

/** The process, on the one node that has it. */
export function watchdogsOn(context: TargetNodeContext<PostgresOptions>): readonly TargetProcess[] {
  const { node, nodes } = context;
  const [primary] = nodes;
  if (primary === undefined || watchedNode(context)?.name !== node.name) return [];
  const command = ['/bin/sh', '-c', SCRIPT, 'watchdog', primary.address, node.address];
  return [{ name: 'watchdog', command, ready: async () => ({ ready: true }) }];
}
