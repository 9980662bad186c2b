/** Looks whether the nodes have the target's programs already, where nothing is to be fetched (--keep-software). */
import type { Cluster } from '../contracts/cluster.js';
import { FaultlineError } from '../contracts/errors.js';
import type { Software } from '../contracts/target.js';
import { packagesOf } from './software.js';

/** Throws FaultlineError 'no-software' for the first node that has not. */
export async function requirePrograms(
  { nodes, kind }: Cluster,
  { binaries = [], ...packages }: Software,
): Promise<void> {
  const debian = packagesOf(packages);
  for (const node of nodes) {
    for (const program of binaries) {
      const { exitCode } = await node.exec(['sh', '-c', 'command -v "$1"', 'sh', program], { allowFailure: true });
      if (exitCode === 0) continue;
      throw new FaultlineError(`${node.name} has no ${program} on its PATH, and --keep-software fetches nothing`, {
        code: 'no-software',
        value: program,
        hint:
          kind === 'docker'
            ? 'leave --keep-software out: the image of the nodes then gets it'
            : `install it there${debian.length === 0 ? '' : ` (Debian: ${debian.join(', ')})`}, or leave --keep-software out`,
      });
    }
  }
}
