/**
 * What the axioms of Biswas and Enea, 'On the complexity of checking transactional consistency' (OOPSLA 2019), make
 * necessary: whenever a transaction reads a key from one writer although another writer of that key is visible to it, the
 * other one comes first. Which are visible is what the levels differ in. A level holds when what is necessary, with the
 * order of sessions and of reading, has no cycle. The ways to find the edges follow Liu and others, 'AWDIT' (PLDI 2025).
 */
import { type Dependencies, INITIAL } from '../dependencies.js';
import { type Edges, FORCED } from '../graph/edges.js';
import { GrowingInts } from '../input/growing.js';

/** By key and session: the writes of that session to that key, in its order. */
interface SessionWrites {
  /** The entries of a key are those from `from[key]`; each is a session and its range in `writes`. */
  readonly from: Int32Array;
  readonly sessions: Int32Array;
  readonly ranges: Int32Array;
  readonly writes: Int32Array;
  /** The place of each of them in its session. */
  readonly places: Int32Array;
}

/** `initial` is a node that stands for the beginning, before all others. */
export class Necessity {
  constructor(
    private readonly edges: Edges,
    private readonly dependencies: Dependencies,
    private readonly initial: number,
  ) {}

  /** `earlier` must come before the writer that was read, as `read` shows. */
  add(earlier: number, read: number): void {
    const write = this.dependencies.readWrites[read]!;
    if (write === INITIAL) {
      // Nothing comes before the beginning: a cycle of two.
      this.edges.add(earlier, this.initial, FORCED, read);
      this.edges.add(this.initial, earlier, FORCED, read);
    } else this.edges.add(earlier, this.dependencies.writeNodes[write]!, FORCED, read);
  }
}

/** Read committed: what a transaction has read from before, in its order, is visible to what it reads then. */
export function addReadCommitted(dependencies: Dependencies, necessity: Necessity): void {
  const { count, readsFrom, readWrites, readKeys, writeNodes } = dependencies;
  for (let node = 0; node < count; node += 1) {
    const first = readsFrom[node]!;
    for (let read = first + 1; read < readsFrom[node + 1]!; read += 1) {
      for (let before = first; before < read; before += 1) {
        if (readWrites[before] === INITIAL) continue;
        const writer = writeNodes[readWrites[before]!]!;
        if (isVisibleInstead(dependencies, writer, read, readKeys[read]!)) necessity.add(writer, read);
      }
    }
  }
}

/** Read atomic: whatever a transaction reads from, and all before it in its session, are visible to it. */
export function addReadAtomic(dependencies: Dependencies, necessity: Necessity): void {
  const { count, readsFrom, readWrites, readKeys, writeNodes, writesFrom, writeKeys, sessions } = dependencies;
  /** The last writer of a key in a session. */
  const latest = new Map<number, number>();
  const place = (session: number, key: number): number => session * dependencies.keyCount + key;
  for (let node = 0; node < count; node += 1) {
    const session = sessions[node]!;
    for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
      for (let other = readsFrom[node]!; other < readsFrom[node + 1]!; other += 1) {
        if (readWrites[other] === INITIAL) continue;
        const writer = writeNodes[readWrites[other]!]!;
        if (isVisibleInstead(dependencies, writer, read, readKeys[read]!)) necessity.add(writer, read);
      }
      const own = latest.get(place(session, readKeys[read]!));
      if (own !== undefined && own !== writerOf(dependencies, read)) necessity.add(own, read);
    }
    for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1)
      latest.set(place(session, writeKeys[write]!), node);
  }
}

function writerOf({ readWrites, writeNodes }: Dependencies, read: number): number {
  const write = readWrites[read]!;
  return write === INITIAL ? INITIAL : writeNodes[write]!;
}

/** Did this writer write the key too, and was something else read? */
function isVisibleInstead(dependencies: Dependencies, writer: number, read: number, key: number): boolean {
  const { readNodes, writesFrom, writeKeys } = dependencies;
  if (writer === writerOf(dependencies, read) || writer === readNodes[read]) return false;
  for (let write = writesFrom[writer]!; write < writesFrom[writer + 1]!; write += 1)
    if (writeKeys[write] === key) return true;
  return false;
}

/**
 * Causal: all that happened before is visible, `order` being the nodes so that sessions and reading lead forwards. A clock
 * for every node says how far into each session its past reaches. O(reads · sessions that write the key).
 */
export function addCausal(dependencies: Dependencies, order: Int32Array, necessity: Necessity): void {
  const { sessionCount, sessions, count, readsFrom, readKeys } = dependencies;
  const places = placesInSessions(dependencies);
  const clocks = pastOf(dependencies, order, places);
  const { from, sessions: writing, ranges, writes, places: writePlaces } = sessionWrites(dependencies, places);
  const { writeNodes } = dependencies;
  for (let node = 0; node < count; node += 1) {
    for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
      const key = readKeys[read]!;
      const writer = writerOf(dependencies, read);
      for (let entry = from[key]!; entry < from[key + 1]!; entry += 1) {
        const session = writing[entry]!;
        const reach = clocks[node * sessionCount + session]!;
        // What the writer itself had seen came before it anyway.
        const known = writer === INITIAL ? 0 : clocks[writer * sessionCount + session]!;
        if (reach <= known) continue;
        let low = ranges[entry * 2]!;
        let high = ranges[entry * 2 + 1]!;
        const first = low;
        while (low < high) {
          const middle = (low + high) >>> 1;
          if (writePlaces[middle]! <= reach) low = middle + 1;
          else high = middle;
        }
        if (low === first || writePlaces[low - 1]! <= known) continue;
        const latest = writeNodes[writes[low - 1]!]!;
        if (latest === writer || latest === node) continue;
        if (writer !== INITIAL && sessions[writer] === session && writePlaces[low - 1]! < places[writer]!) continue;
        necessity.add(latest, read);
      }
    }
  }
}

/** The place of every node in its session, from 1. */
export function placesInSessions({ count, sessions, sessionCount }: Dependencies): Int32Array {
  const lengths = new Int32Array(sessionCount);
  const places = new Int32Array(count);
  for (let node = 0; node < count; node += 1) {
    const session = sessions[node]!;
    lengths[session]! += 1;
    places[node] = lengths[session]!;
  }
  return places;
}

/** For every node and session, the place of the last node of that session in its past; 0 for none. Itself is not in it. */
function pastOf(dependencies: Dependencies, order: Int32Array, places: Int32Array): Int32Array {
  const { count, sessions, sessionCount, readsFrom, readWrites, writeNodes } = dependencies;
  const clocks = new Int32Array(count * sessionCount);
  const latest = new Int32Array(sessionCount).fill(-1);
  const join = (node: number, other: number): void => {
    const to = node * sessionCount;
    const from = other * sessionCount;
    for (let session = 0; session < sessionCount; session += 1) {
      if (clocks[from + session]! > clocks[to + session]!) clocks[to + session] = clocks[from + session]!;
    }
    const session = sessions[other]!;
    if (places[other]! > clocks[to + session]!) clocks[to + session] = places[other]!;
  };
  for (const node of order) {
    const session = sessions[node]!;
    if (latest[session] !== -1) join(node, latest[session]!);
    latest[session] = node;
    let previous = INITIAL;
    for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
      const write = readWrites[read]!;
      if (write === INITIAL || writeNodes[write] === previous) continue;
      previous = writeNodes[write]!;
      if (clocks[node * sessionCount + sessions[previous]!]! < places[previous]!) join(node, previous);
    }
  }
  return clocks;
}

/** Groups the writes by key, then by session: two counting sorts. */
function sessionWrites(dependencies: Dependencies, nodePlaces: Int32Array): SessionWrites {
  const { writeKeys, writeNodes, sessions, keyCount, sessionCount } = dependencies;
  const writeSessions = writeNodes.map((node) => sessions[node]!);
  // Writes are numbered in the order of the nodes, and that order stays among those of one session.
  const writes = sorted(
    sorted(
      writeKeys.map((_, write) => write),
      writeSessions,
      sessionCount,
    ),
    writeKeys,
    keyCount,
  );
  const from = new Int32Array(keyCount + 1);
  const entrySessions = new GrowingInts();
  const ranges = new GrowingInts();
  let key = -1;
  let session = -1;
  for (let at = 0; at < writes.length; at += 1) {
    const write = writes[at]!;
    if (writeKeys[write] === key && writeSessions[write] === session) continue;
    if (at > 0) ranges.push(at);
    key = writeKeys[write]!;
    session = writeSessions[write]!;
    entrySessions.push(session);
    ranges.push(at);
    from[key + 1]! += 1;
  }
  if (writes.length > 0) ranges.push(writes.length);
  for (let each = 0; each < keyCount; each += 1) from[each + 1]! += from[each]!;
  const places = writes.map((write) => nodePlaces[writeNodes[write]!]!);
  return { from, sessions: entrySessions.done(), ranges: ranges.done(), writes, places };
}

/** The items by their rank, which is below `ranks`; equal ones in the order in which they are. */
function sorted(items: Int32Array, rankOf: Int32Array, ranks: number): Int32Array {
  const next = new Int32Array(ranks + 1);
  for (let at = 0; at < items.length; at += 1) next[rankOf[items[at]!]! + 1]! += 1;
  for (let rank = 0; rank < ranks; rank += 1) next[rank + 1]! += next[rank]!;
  const result = new Int32Array(items.length);
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at]!;
    result[next[rankOf[item]!]!++] = item;
  }
  return result;
}
