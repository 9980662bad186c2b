/** Whether this machine can have a file system of ours that lies; asked by `doctor` and before a run. */
import { execa } from 'execa';
import { MOUNT_AND_BECOME, MOUNT_OPTIONS } from './mount.js';

const TIMEOUT_MS = 5_000;

/** In a mount namespace of its own, over a folder that is always there. */
const TRY = 'exec perl -e "$1" /mnt "$2" true';

/** Why it cannot, in a few words; null when it can. Takes some 30 ms, and changes nothing here. */
export async function diskMissing(): Promise<string | null> {
  if (process.platform !== 'linux') return `it needs Linux, this is ${process.platform}`;
  const isRoot = process.getuid?.() === 0;
  let complaint = '';
  // Root that is not allowed to make namespaces may still be allowed to make them in a user namespace.
  for (const flags of isRoot ? [[], ['--user', '--map-root-user']] : [['--user', '--map-root-user']]) {
    const words = [...flags, '--mount', '/bin/sh', '-c', TRY, 'faultline', MOUNT_AND_BECOME, MOUNT_OPTIONS];
    const result = await execa('unshare', words, { reject: false, timeout: TIMEOUT_MS });
    if (result.exitCode === 0) return null;
    complaint ||= result.stderr.trim().split('\n')[0] || result.shortMessage || 'unshare failed';
  }
  return /Permission denied/.test(complaint) ? `${complaint}; sudo chmod a+rw /dev/fuse lets everybody` : complaint;
}
