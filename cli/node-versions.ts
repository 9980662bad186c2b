/** Which versions of a target's packages its nodes have, where that is known only when they are there: on docker and by ssh. */
import type { Cluster } from '../harness/contracts/cluster.js';
import type { Software } from '../harness/contracts/target.js';
import { packageVersions } from './package-versions.js';

/** What dpkg-query is to say of each: its state, its name, its version. */
const FORMAT = ['db:Status-Status', 'Package', 'Version'].map((field) => `\${${field}}`).join(' ');

/**
 * By the name of the package, on the first node: as dpkg there says, else as what was brought there from here says. What
 * neither knows, such as a program that somebody built, is left out. Does not throw.
 */
export async function versionsOn(
  { kind, nodes }: Cluster,
  software: Software,
  keepSoftware: boolean,
): Promise<Readonly<Record<string, string>>> {
  const [node] = nodes;
  const { debian = [], newer = [] } = software;
  const { overlay, image } = software;
  if (node === undefined || (kind !== 'docker' && kind !== 'ssh') || overlay !== undefined) return {};
  const brought = keepSoftware || image !== undefined ? {} : kind === 'ssh' ? { debian, newer } : { newer };
  return { ...packageVersions(brought), ...(debian.length === 0 ? {} : await installedOn(node, debian)) };
}

async function installedOn(
  node: Cluster['nodes'][number],
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  // One name that is unknown there makes dpkg-query fail, and the others are answered none the less.
  const words = ['dpkg-query', '-W', '-f', `${FORMAT}\n`, ...names];
  const answer = await node.exec(words, { allowFailure: true }).catch(() => null);
  const found = (answer?.stdout ?? '').matchAll(/^installed (\S+) (\S+)$/gm);
  return Object.fromEntries([...found].map(([, name = '', version = '']) => [name, version] as const));
}
