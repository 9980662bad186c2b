/** Whether this machine can emulate links by a switch of our own; asked by `doctor` and before a run. */
import { execa } from 'execa';
import { OPEN_TAPS } from './taps.js';

const TIMEOUT_MS = 5_000;

/**
 * In a network namespace of its own: the devices, and a filter on the loopback device that would divert packets into
 * one of them. Without tc (it may be laid over /usr later, with iproute2) only the devices are tried.
 */
const TRY = `
perl -e "$1" fltry0 fltry1 || exit 1
PATH=$PATH:/usr/sbin:/sbin
command -v tc >/dev/null || exit 0
tc qdisc add dev lo clsact &&
tc filter add dev lo ingress protocol ip u32 match ip src 10.0.0.1/32 action mirred egress redirect dev lo`;

/** Why it cannot, in a few words; null when it can. Takes some 30 ms, and changes nothing here. */
export async function switchMissing(): Promise<string | null> {
  if (process.platform !== 'linux') return `it needs Linux, this is ${process.platform}`;
  const isRoot = process.getuid?.() === 0;
  let complaint = '';
  // Root that is not allowed to make namespaces may still be allowed to make them in a user namespace.
  for (const flags of isRoot ? [[], ['--user', '--map-root-user']] : [['--user', '--map-root-user']]) {
    const words = [...flags, '--net', '/bin/sh', '-c', TRY, 'faultline', OPEN_TAPS];
    const result = await execa('unshare', words, { reject: false, timeout: TIMEOUT_MS });
    if (result.exitCode === 0) return null;
    complaint ||= result.stderr.trim().split('\n')[0] || result.shortMessage || 'unshare failed';
  }
  return /Permission denied/.test(complaint) ? `${complaint}; sudo chmod a+rw /dev/net/tun lets everybody` : complaint;
}
