/** What targets share when they ask their nodes: which of them say yes, and whether one is ready. */
import { messageOf } from '../contracts/errors.js';
import type { Readiness } from '../contracts/target.js';

/** Names of those of which it is so. One that does not answer, or not like that, is none of them; all are asked at once. */
export async function namesOfThose<Node extends { readonly name: string }>(
  nodes: readonly Node[],
  isSo: (node: Node) => Promise<boolean>,
): Promise<readonly string[]> {
  const answers = await Promise.all(nodes.map((node) => isSo(node).catch(() => false)));
  return nodes.filter((_, at) => answers[at]).map(({ name }) => name);
}

/** Ready, unless there is a reason against it; `reasonAgainst` answers null when there is none, and what it throws is one too. */
export async function readyUnless(reasonAgainst: () => Promise<string | null>): Promise<Readiness> {
  const reason = await reasonAgainst().catch(messageOf);
  return reason === null ? { ready: true } : { ready: false, reason };
}
