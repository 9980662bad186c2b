/** What makes a process in fresh namespaces a small machine: a root of its own, devices, a name, an address. */
import { ANSWER_SETTINGS } from '../network/filter.js';
import { DEVICES_SCRIPT } from '../node-devices.js';

/** The network of a local cluster lives in the controller's own namespace, so that it can clash with nothing. */
export const BRIDGE = 'faultline0';
export const GATEWAY = { address: '10.88.0.1', address6: 'fd88::1' } as const;

/** Addresses of the machine in this slot (from 0). */
export function nodeAddresses(slot: number): { readonly address: string; readonly address6: string } {
  return { address: `10.88.0.${10 + slot}`, address6: `fd88::${(10 + slot).toString(16)}` };
}

/** For a shell in a network namespace of ours: its kernel answers at once whatever a filter of ours refuses. */
export const ANSWER_SCRIPT = Object.entries(ANSWER_SETTINGS)
  .map(([name, value]) => `echo ${value} > /proc/sys/${name.replaceAll('.', '/')} || true`)
  .join('\n');

/** Makes the bridge that all nodes hang on. */
export const BRIDGE_SCRIPT = `link add ${BRIDGE} type bridge stp_state 0 forward_delay 0
addr add ${GATEWAY.address}/24 dev ${BRIDGE}
addr add ${GATEWAY.address6}/64 dev ${BRIDGE} nodad
link set ${BRIDGE} up
`;

/** The controller's end of the link to the machine in this slot. */
export function portOf(slot: number): string {
  return `fl${slot}`;
}

/** Lines for `ip -batch` that tie the machine in this slot, whose first process is `pid`, to the bridge. */
export function linkScript(slot: number, pid: number): string {
  return `link add ${portOf(slot)} type veth peer name eth0 netns ${pid}
link set ${portOf(slot)} master ${BRIDGE} up
`;
}

/**
 * Run as the first process of a node, in fresh namespaces: $1 the folder of the node, $2 its name, $3 and $4 its
 * addresses, what follows are files and folders of the machine that it sees at their own place. It waits for a line on
 * stdin, which says that eth0 is there, and says 'up' when it is done. Everything of the machine is read-only; data, tmp,
 * run and dev are the node's own.
 */
export const NODE_SCRIPT = `set -e
folder=$1 name=$2 address=$3 address6=$4
shift 4
root=$folder/root
mount -t tmpfs -o mode=755 faultline "$root"
cd "$root"
mkdir usr etc data tmp run var proc dev root old
chmod 1777 tmp
for place in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$place" ]; then cp -d "/$place" "$place"
  elif [ -d "/$place" ]; then mkdir "$place"; mount --bind "/$place" "$place"; fi
done
for place in usr etc; do
  mount --rbind "/$place" "$place"
  mount -o remount,bind,ro "$place" 2>/dev/null || true
done
mount --bind "$folder/hosts" etc/hosts
mkdir -p var/tmp var/lib var/log
while read -r from to; do
  mkdir -p ".$to"
  mount --rbind "$folder/$from" ".$to"
done < "$folder/binds"
for file do
  [ ".$file" -ef "$file" ] && continue
  if [ -d "$file" ]; then mkdir -p ".$file"; else mkdir -p ".\${file%/*}"; [ -e ".$file" ] || : > ".$file"; fi
  mount --rbind "$file" ".$file"
  mount -o remount,bind,ro ".$file" 2>/dev/null || true
done
${DEVICES_SCRIPT}
hostname "$name"
pivot_root . old
cd /
umount -l /old
rmdir /old
read -r go
ip link set lo up
ip addr add "$address/24" dev eth0
ip addr add "$address6/64" dev eth0 nodad
ip link set eth0 up
{ ${ANSWER_SCRIPT}
} 2>/dev/null
echo up
exec tini -- sleep infinity </dev/null`;
