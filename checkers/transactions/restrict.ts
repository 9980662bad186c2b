/** A part of the dependencies: some of the nodes, with what they wrote and read, in their order. */
import { type Dependencies, INITIAL, NONE } from './dependencies.js';
import { GrowingInts } from './input/growing.js';

/**
 * The nodes that are kept, by node. What the others wrote is no longer there: a read of it is gone too, so all writes between
 * which the order matters must be kept.
 */
export function restrict(all: Dependencies, keeps: (node: number) => boolean): Dependencies {
  const nodes: number[] = [];
  for (let node = 0; node < all.count; node += 1) if (keeps(node)) nodes.push(node);
  const writeOf = new Int32Array(all.writeKeys.length).fill(NONE);
  const keyIds = new Map<number, number>();
  const keyOf = (key: number): number => {
    const id = keyIds.get(key) ?? keyIds.size;
    keyIds.set(key, id);
    return id;
  };
  const columns = {
    writeKeys: new GrowingInts(),
    writeNodes: new GrowingInts(),
    writeMicros: new GrowingInts(),
    readKeys: new GrowingInts(),
    readNodes: new GrowingInts(),
    readWrites: new GrowingInts(),
    readMicros: new GrowingInts(),
  };
  const writesFrom = new Int32Array(nodes.length + 1);
  const readsFrom = new Int32Array(nodes.length + 1);
  for (const [node, old] of nodes.entries()) {
    for (let write = all.writesFrom[old]!; write < all.writesFrom[old + 1]!; write += 1) {
      writeOf[write] = columns.writeKeys.length;
      columns.writeKeys.push(keyOf(all.writeKeys[write]!));
      columns.writeNodes.push(node);
      columns.writeMicros.push(all.writeMicros[write]!);
    }
    writesFrom[node + 1] = columns.writeKeys.length;
  }
  const { before, chain, chainFrom, loose, looseFrom } = orders(all, writeOf, keyIds);
  for (const [node, old] of nodes.entries()) {
    for (let read = all.readsFrom[old]!; read < all.readsFrom[old + 1]!; read += 1) {
      const key = keyIds.get(all.readKeys[read]!);
      if (key === undefined) continue;
      const write = all.readWrites[read]!;
      // A version that is not kept is as old as the newest kept one before it.
      const kept = write === INITIAL || writeOf[write] !== NONE ? write : before(write);
      columns.readKeys.push(key);
      columns.readNodes.push(node);
      columns.readWrites.push(kept === INITIAL ? INITIAL : writeOf[kept]!);
      columns.readMicros.push(all.readMicros[read]!);
    }
    readsFrom[node + 1] = columns.readKeys.length;
  }
  const sessionIds = new Map<number, number>();
  const sessions = Int32Array.from(nodes, (old) => {
    const id = sessionIds.get(all.sessions[old]!) ?? sessionIds.size;
    sessionIds.set(all.sessions[old]!, id);
    return id;
  });
  return {
    count: nodes.length,
    transactions: Int32Array.from(nodes, (old) => all.transactions[old]!),
    sessions,
    sessionCount: sessionIds.size,
    invoked: Int32Array.from(nodes, (old) => all.invoked[old]!),
    completed: Int32Array.from(nodes, (old) => all.completed[old]!),
    hasTimes: all.hasTimes,
    writesFrom,
    writeKeys: columns.writeKeys.done(),
    writeNodes: columns.writeNodes.done(),
    writeMicros: columns.writeMicros.done(),
    readsFrom,
    readKeys: columns.readKeys.done(),
    readNodes: columns.readNodes.done(),
    readWrites: columns.readWrites.done(),
    readMicros: columns.readMicros.done(),
    keyCount: keyIds.size,
    chainFrom,
    chain,
    looseFrom,
    loose,
  };
}

function orders(all: Dependencies, writeOf: Int32Array, keyIds: ReadonlyMap<number, number>) {
  const chain = new GrowingInts();
  const loose = new GrowingInts();
  const chainFrom = new Int32Array(keyIds.size + 1);
  const looseFrom = new Int32Array(keyIds.size + 1);
  const previous = new Map<number, number>();
  for (const [key, id] of keyIds) {
    let kept = INITIAL;
    for (let at = all.chainFrom[key]!; at < all.chainFrom[key + 1]!; at += 1) {
      const write = all.chain[at]!;
      if (writeOf[write] === NONE) previous.set(write, kept);
      else {
        kept = write;
        chain.push(writeOf[write]!);
      }
    }
    chainFrom[id + 1] = chain.length;
    for (let at = all.looseFrom[key]!; at < all.looseFrom[key + 1]!; at += 1) {
      const write = all.loose[at]!;
      if (writeOf[write] === NONE) previous.set(write, kept);
      else loose.push(writeOf[write]!);
    }
    looseFrom[id + 1] = loose.length;
  }
  return {
    before: (write: number): number => previous.get(write) ?? INITIAL,
    chain: chain.done(),
    chainFrom,
    loose: loose.done(),
    looseFrom,
  };
}
