/** `faultline heal --hosts ...`: undoes what a killed controller left on machines, where they have not done so by themselves. */
import { FaultlineError } from '../../contracts/errors.js';
import { TABLE } from '../network/filter.js';
import { QUEUE_MARK } from '../network/shaping.js';
import { Access, Machine } from './machine.js';
import { MACHINE_FOLDER } from './node-root.js';
import type { SshSecrets, SshSettings } from './settings.js';

/** A node whose controller is gone ends by itself within some seconds: so long is waited for it, s. */
const LOCK_TIMEOUT_S = 8;

/** Says a line for each thing that it removed, and 'busy' where a run is in progress. Changes nothing that is not ours. */
const SCRIPT = `export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
if [ -d ${MACHINE_FOLDER} ]; then
  exec 9< ${MACHINE_FOLDER}
  flock -w ${LOCK_TIMEOUT_S} 9 || { echo busy; exit 0; }
  for folder in ${MACHINE_FOLDER}/*; do
    name=\${folder##*/}
    [ -d "$folder" ] && [ "$name" != software ] || continue
    pid=$(cat "$folder/pid" 2>/dev/null)
    if [ -n "$pid" ] && grep -q '^faultline-init' "/proc/$pid/cmdline" 2>/dev/null; then
      kill -9 "$pid"; echo "the programs of run $name"
    fi
    [ -f "$folder/restore" ] && /bin/sh "$folder/restore" > /dev/null 2>&1
    rm -rf --one-file-system "$folder" && echo "the folder of run $name"
  done
  rmdir ${MACHINE_FOLDER} 2>/dev/null
fi
nft list tables 2>/dev/null | grep -qx 'table inet ${TABLE}' && nft delete table inet ${TABLE} && echo 'packet filter table ${TABLE}'
for device in /sys/class/net/*; do
  device=\${device##*/}
  case "$(tc qdisc show dev "$device" root 2>/dev/null)" in
    *'${QUEUE_MARK}'*) tc qdisc del dev "$device" root && ip link set dev "$device" gso_max_segs 65535 && echo "a queue on $device";;
  esac
done
true`;

/**
 * Answers what was removed, for people, and which machines were left alone because a run uses them. Throws what a
 * connection throws, when all machines were tried.
 */
export async function healMachines(
  settings: SshSettings,
  secrets: SshSecrets,
): Promise<{ readonly removed: readonly string[]; readonly busy: readonly string[] }> {
  const access = new Access(settings, secrets);
  const ended = await Promise.allSettled(
    settings.hosts.map(async (host) => {
      const machine = new Machine(host, access);
      try {
        const { stdout, stderr, exitCode } = await machine.sayAsRoot(SCRIPT);
        if (exitCode === 0) return { place: machine.place, lines: stdout.split('\n').filter((line) => line !== '') };
        throw new FaultlineError(`${machine.place} could not be healed: ${stderr.trim()}`, {
          ...{ code: 'command-failed', value: machine.place },
        });
      } finally {
        machine.close();
      }
    }),
  );
  access.close();
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  const said = ended.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  return {
    removed: said.flatMap(({ place, lines }) =>
      lines.filter((line) => line !== 'busy').map((line) => `${line} on ${place}`),
    ),
    busy: said.filter(({ lines }) => lines.includes('busy')).map(({ place }) => place),
  };
}
