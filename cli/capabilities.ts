/** Which faults a kind of cluster can do on this machine, and what stands in the way of the others. */
import { localCapabilities } from '../harness/cluster/local/capabilities.js';
import type { SshSecrets, SshSettings } from '../harness/cluster/ssh/settings.js';
import type { Capability } from '../harness/contracts/cluster.js';
import { UsageError } from '../harness/contracts/errors.js';
import type { AnyFault } from '../harness/contracts/fault.js';

/** The kinds of cluster that can be built. */
export const CLUSTER_KINDS = ['local', 'docker', 'ssh'] as const;

/** Those that need nothing but this machine. */
export const KINDS_HERE = ['local', 'docker'] as const;

export type ClusterKind = (typeof CLUSTER_KINDS)[number];

/** null: it is there; else why it is not. */
export type Capabilities = ReadonlyMap<Capability, string | null>;

/** Looks what this machine, or those that are reached by ssh, allow a kind of cluster. */
export type LookAt = (kind: ClusterKind) => Promise<Capabilities>;

export const lookAtCapabilities: LookAt = async (kind) => {
  if (kind === 'local') return localCapabilities();
  // Loaded where it is used: it brings libraries that nobody else waits for.
  if (kind === 'docker') return (await import('../harness/cluster/docker/capabilities.js')).dockerCapabilities();
  throw new UsageError('--on ssh needs machines', {
    code: 'no-hosts',
    hint: 'name them: --hosts user@host1,user@host2',
  });
};

/** The same with machines that are named. */
export function lookWith(ssh: SshSettings | undefined, secrets: SshSecrets): LookAt {
  return async (kind) => {
    if (kind !== 'ssh' || ssh === undefined) return lookAtCapabilities(kind);
    const { sshCapabilities } = await import('../harness/cluster/ssh/look.js');
    return sshCapabilities(ssh, secrets);
  };
}

/** Looks at each kind once, for as long as it is kept. */
export function rememberLooks(look: LookAt = lookAtCapabilities): LookAt {
  const seen = new Map<ClusterKind, Promise<Capabilities>>();
  return (kind) => {
    const known = seen.get(kind) ?? look(kind);
    seen.set(kind, known);
    return known;
  };
}

/** Why a fault cannot be done; null when it can. */
export function missingFor(fault: AnyFault, capabilities: Capabilities): string | null {
  const reasons = fault.needs.flatMap((need) => {
    const reason = capabilities.get(need);
    return reason === null ? [] : [`${need}: ${reason ?? 'this kind of cluster does not have it'}`];
  });
  return reasons.length === 0 ? null : reasons.join('; ');
}

/** Throws UsageError 'impossible-fault' for the first that a kind of cluster cannot do, with where it can be done. */
export async function requirePossible(
  faults: readonly AnyFault[],
  kind: ClusterKind,
  look: LookAt,
  catalogue: readonly AnyFault[],
): Promise<void> {
  const here = await look(kind);
  for (const fault of faults) {
    const missing = missingFor(fault, here);
    if (missing === null) continue;
    throw new UsageError(`${fault.name} cannot be done --on ${kind} here (${missing})`, {
      code: 'impossible-fault',
      value: fault.name,
      hint: await insteadOf(fault, kind, look, catalogue),
    });
  }
}

async function insteadOf(
  fault: AnyFault,
  kind: ClusterKind,
  look: LookAt,
  catalogue: readonly AnyFault[],
): Promise<string> {
  for (const other of KINDS_HERE) {
    if (other !== kind && missingFor(fault, await look(other)) === null)
      return `--on ${other} can do it (faultline doctor tells what that needs)`;
  }
  const here = await look(kind);
  const alike = catalogue.filter(({ family }) => family === fault.family);
  const possible = alike.filter((each) => missingFor(each, here) === null).map(({ name }) => name);
  const rest = possible.length === 0 ? 'leave it out' : `what can be done of that family: ${possible.join(', ')}`;
  return `${rest} (faultline doctor tells more)`;
}
