/** Lost updates: two transactions that read the same version of a key and both wrote to it. No cycle need be looked for. */
import type { Dependencies } from '../dependencies.js';

export interface LostUpdate {
  readonly key: number;
  /** Nodes, in the order of their invocation. */
  readonly readers: readonly [number, number];
}

/** One for each version, O(reads). */
export function lostUpdates({
  readNodes,
  readKeys,
  readWrites,
  writesFrom,
  writeKeys,
}: Dependencies): readonly LostUpdate[] {
  const first = new Map<string, number>();
  const found = new Map<string, LostUpdate>();
  for (let read = 0; read < readNodes.length; read += 1) {
    const node = readNodes[read]!;
    const key = readKeys[read]!;
    let writes = false;
    for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1)
      if (writeKeys[write] === key) writes = true;
    if (!writes) continue;
    const version = `${key} ${readWrites[read]}`;
    const other = first.get(version);
    if (other === undefined) first.set(version, node);
    else if (other !== node && !found.has(version)) found.set(version, { key, readers: [other, node] });
  }
  return [...found.values()];
}
