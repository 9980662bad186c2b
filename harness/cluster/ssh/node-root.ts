/** What makes a process in fresh namespaces on a machine a node: a root of its own, in the machine's own network. */
import { shellCommand } from '../kept-shell.js';
import { DEVICES_SCRIPT } from '../node-devices.js';
import { INIT_COMMAND } from './init-program.js';

/** Everything that we leave on a machine while a run lasts, and the software that is kept for the next one. */
export const MACHINE_FOLDER = '/var/lib/faultline';
/** Exit code of the launcher where another run holds the machine. */
export const BUSY = 75;
const LOCK_TIMEOUT_S = 8;
const UP_TIMEOUT_S = 10;

/** Folders that a node's processes have for themselves. */
export const OWN_FOLDERS: readonly string[] = ['/data', '/tmp', '/run', '/var'];

/** The folder of a run on a machine. */
export function runFolder(runId: string): string {
  return `${MACHINE_FOLDER}/${runId}`;
}

/**
 * Run as the first process, in fresh namespaces: $1 the folder of the run on this machine, $2 the node's name, $3 folders
 * to be laid over /usr, joined by colons. The machine's files are there as they are, and read-only; /data, /tmp, /run,
 * /var and /dev are the node's own. The root is moved, not pivoted: what guards containers often refuses that.
 */
const NODE_SCRIPT = `set -e
folder=$1 name=$2 layers=$3
root=$folder/root
mount -t tmpfs -o mode=755 faultline "$root"
cd "$root"
for place in /*; do
  place=\${place#/}
  case $place in data|tmp|run|var|proc|dev|sys|usr|lost+found) continue;; esac
  if [ -L "/$place" ]; then cp -d "/$place" "$place"
  elif [ -d "/$place" ]; then
    mkdir "$place"
    mount --rbind "/$place" "$place"
    mount -o remount,bind,ro "$place" 2>/dev/null || true
  fi
done
mkdir -p usr data tmp run var proc dev
if [ -n "$layers" ]; then mount -t overlay faultline -o "lowerdir=$layers:/usr" usr
else mount --bind /usr usr; mount -o remount,bind,ro usr 2>/dev/null || true; fi
for place in data tmp run var; do mount --bind "$folder/$place" "$place"; done
mkdir -p var/tmp var/lib var/log run/faultline
chmod 1777 tmp var/tmp
mount --bind "$folder/shared" run/faultline
ln -s ../run var/run
mount --bind "$folder/hosts" etc/hosts
${DEVICES_SCRIPT}
hostname "$name"
mount --move . /
exec chroot . ${shellCommand(INIT_COMMAND)} 2> run/faultline/init.log`;

/**
 * Outlives the connection, and waits for the node's end, whatever ends it: then it undoes what may still be in force in
 * the machine's network (restore, written by whoever starts it), and removes the folder of the run. Holds the lock.
 */
const LAUNCHER = `folder=$1 name=$2 layers=$3
unshare --mount --propagation slave --pid --uts --ipc --fork --kill-child=KILL \\
  /bin/sh -c "$4" faultline-node "$folder" "$name" "$layers" 9>&- < /dev/null &
node=$!
tries=0
while [ $tries -lt 500 ] && [ -d /proc/$node ]; do
  read -r pid rest < /proc/$node/task/$node/children
  [ -n "$pid" ] && { echo "$pid" > "$folder/pid.new"; mv "$folder/pid.new" "$folder/pid"; break; }
  sleep 0.01; tries=$((tries + 1))
done
wait $node
[ -f "$folder/restore" ] && /bin/sh "$folder/restore"
[ -S "$folder/shared/socket" ] || { : > "$folder/failed"; sleep 2; }
rm -rf --one-file-system "$folder"
rmdir ${MACHINE_FOLDER} 2> /dev/null`;

/**
 * A script for root on the machine: $1 the folder of the run, $2 the node's name, $3 layers, $4 who we logged in as.
 * Says the id of the node's first process, and exits with BUSY where another run holds the machine.
 */
export function launchScript(texts: { readonly restore: string; readonly hosts: string }): string {
  return `set -e
umask 022
tries=0
while :; do
  mkdir -p ${MACHINE_FOLDER}
  exec 9< ${MACHINE_FOLDER}
  flock -w ${LOCK_TIMEOUT_S} 9 || exit ${BUSY}
  # The run before may have removed it at its end.
  [ /proc/self/fd/9 -ef ${MACHINE_FOLDER} ] && break
  tries=$((tries + 1)); [ $tries -lt 20 ] || exit ${BUSY}
done
folder=$1
mkdir "$folder"
for place in root data tmp run var shared shared/logs shared/files; do mkdir "$folder/$place"; done
chmod 700 "$folder/shared/files"; chown "$4" "$folder/shared/files"
cat > "$folder/restore" <<'FAULTLINE_END'
${texts.restore}
FAULTLINE_END
{ cat /etc/hosts; cat <<'FAULTLINE_END'
${texts.hosts}
FAULTLINE_END
} > "$folder/hosts"
setsid /bin/sh -c "$5" faultline-launcher "$folder" "$2" "$3" "$6" > "$folder/launcher.log" 2>&1 < /dev/null &
tries=0
while [ $tries -lt ${UP_TIMEOUT_S * 50} ]; do
  if [ -S "$folder/shared/socket" ] && [ -f "$folder/pid" ]; then cat "$folder/pid"; exit 0; fi
  if [ -f "$folder/failed" ] || [ ! -d "$folder" ]; then break; fi
  sleep 0.02; tries=$((tries + 1))
done
cat "$folder/launcher.log" "$folder/shared/init.log" >&2 2>/dev/null
exit 1`;
}

/** What launchScript wants as $5 and $6. */
export const LAUNCH_SCRIPTS: readonly string[] = [LAUNCHER, NODE_SCRIPT];
