/** Which namespaces this machine lets us make, and how; asked by the launcher and by `doctor`. */
import { readFileSync } from 'node:fs';
import { execa } from 'execa';

/** 'root' makes namespaces without a user namespace, so that root's extra faults are possible; 'user' needs one. */
export type NamespaceMode = 'root' | 'user';

export type NamespaceAnswer =
  | { readonly mode: NamespaceMode }
  | { readonly mode: null; readonly reason: string; readonly hint: string };

/** Flags of unshare(1) for the controller's own namespaces. */
export function unshareFlags(mode: NamespaceMode): readonly string[] {
  const common = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child=KILL'];
  return mode === 'root' ? common : ['--user', '--map-root-user', ...common];
}

/** Tries to make the namespaces that a local cluster needs, and says what stands in the way. */
export async function probeNamespaces(): Promise<NamespaceAnswer> {
  if (process.platform !== 'linux') {
    return { mode: null, reason: `a local cluster needs Linux, this is ${process.platform}`, hint: 'use --on docker' };
  }
  const modes: NamespaceMode[] = process.getuid?.() === 0 ? ['root', 'user'] : ['user'];
  let complaint = '';
  for (const mode of modes) {
    const script =
      'ip link set lo up 2>/dev/null || true; mount -t tmpfs t /mnt && mount -t overlay o -o lowerdir=/mnt:/usr /usr';
    const result = await execa('unshare', [...unshareFlags(mode), 'sh', '-c', script], {
      reject: false,
      timeout: 5_000,
    });
    if (result.exitCode === 0) return { mode };
    complaint = result.stderr || result.shortMessage || 'unshare failed';
  }
  return { mode: null, reason: `this machine does not let us make namespaces (${complaint.trim()})`, hint: hint() };
}

function hint(): string {
  if (sysctl('kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return 'AppArmor forbids unprivileged user namespaces here: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0';
  }
  if (sysctl('kernel/unprivileged_userns_clone') === '0') {
    return 'unprivileged user namespaces are switched off here: sudo sysctl -w kernel.unprivileged_userns_clone=1';
  }
  if (sysctl('user/max_user_namespaces') === '0') {
    return 'user namespaces are switched off here: sudo sysctl -w user.max_user_namespaces=10000';
  }
  return 'run as root, or outside a container that forbids namespaces, or use --on docker';
}

function sysctl(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return null;
  }
}
