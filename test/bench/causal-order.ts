/**
 * Whether registers are causally consistent, by the definition (Biswas and Enea, OOPSLA 2019): the order of sessions,
 * that of writers and their readers, and "who wrote a key before the reader, in that order, wrote it before what was
 * read" have no cycle together. Cubic, for small histories.
 */
import { foreignReads, type Recorded, succeeded, writesOf } from './recorded.js';

export function isCausal(recorded: readonly Recorded[]): boolean {
  const writer = new Map<string, number>();
  for (const [at, each] of recorded.entries())
    for (const { key, value } of writesOf(each)) writer.set(`${key} ${value}`, at);
  const reads = recorded.flatMap((each, reader) =>
    succeeded(each)
      ? foreignReads(each).map(({ key, seen }) => ({ key, reader, from: writer.get(`${key} ${seen[0]}`) ?? null }))
      : [],
  );
  const before = recorded.map(() => recorded.map(() => false));
  const last = new Map<number, number>();
  for (const [at, { invocation }] of recorded.entries()) {
    const previous = last.get(invocation.process);
    if (previous !== undefined) before[previous]![at] = true;
    last.set(invocation.process, at);
  }
  for (const { reader, from } of reads) if (from !== null) before[from]![reader] = true;
  close(before);
  const order = before.map((row) => [...row]);
  for (const [other, each] of recorded.entries()) {
    // What failed wrote nothing; what is unknown comes before others only where it was read.
    if (each.completion.type === 'fail') continue;
    const keys = new Set(writesOf(each).map(({ key }) => key));
    for (const { key, reader, from } of reads) {
      if (!keys.has(key) || other === from || !before[other]![reader]) continue;
      if (from === null) return false;
      order[other]![from] = true;
    }
  }
  close(order);
  return order.every((row, at) => !row[at]);
}

/** Adds everything that follows transitively (Warshall). */
function close(order: boolean[][]): void {
  for (const [middle, after] of order.entries())
    for (const row of order) if (row[middle]) for (const [at, isAfter] of after.entries()) if (isAfter) row[at] = true;
}
