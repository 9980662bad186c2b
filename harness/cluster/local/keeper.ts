/** What outlives a local run by a moment, however it ends, and clears away what no namespace takes with it. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { controlGroupFolders } from '../control-group.js';

/**
 * Waits until its stdin ends, which is when whoever holds the other end is gone, even by kill -9. $1 is the run's folder,
 * $2 the beginning of the names of its control groups, what follows are the folders that these stand in. A process that
 * is still about to die holds both for a moment.
 */
const SCRIPT = `cat > /dev/null
space=$1 groups=$2; shift 2
round=0
while [ $round -lt 100 ]; do
  rm -rf -- "$space" 2> /dev/null
  left=no
  for folder in "$@"; do
    for group in "$folder/$groups"*; do
      [ -d "$group" ] || continue
      rmdir "$group" 2> /dev/null || left=yes
    done
  done
  [ -e "$space" ] || [ $left = yes ] || exit 0
  sleep 0.05
  round=$((round + 1))
done`;

/** Starts it for a run's folder. What it answers lets it go to work; if we are killed, our end does. */
export function startKeeper(space: string): () => void {
  const { prefix, folders } = controlGroupFolders(basename(space));
  const keeper = spawn('/bin/sh', ['-c', SCRIPT, 'faultline-keeper', space, prefix, ...folders], {
    // In a session of its own: no signal from a terminal reaches it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.on('error', () => {});
  keeper.stdin.on('error', () => {});
  keeper.unref();
  return () => void keeper.stdin.end();
}
