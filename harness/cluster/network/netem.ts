/** Whether this kernel can delay, duplicate and reorder packets by itself. */
import { execa } from 'execa';

const TIMEOUT_MS = 5_000;

/** Tried in a network namespace made for it. null when there is netem, else what the kernel, or whoever was first, said. */
export async function netemMissing(): Promise<string | null> {
  const root = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const result = await execa('unshare', [...root, '--net', 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem'], {
    reject: false,
    timeout: TIMEOUT_MS,
    // Where tc is, an ordinary user seldom looks.
    env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });
  return result.exitCode === 0 ? null : result.stderr.trim() || result.shortMessage || 'tc failed';
}
