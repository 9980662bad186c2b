/**
 * Levels of isolation by brute force, for tiny histories: every set of unknown transactions that may have taken effect, every
 * order of transactions, of beginnings and commits, of versions. Nothing here is shared with the checker but the names.
 */
import type { Level } from '../../checkers/transactions/index.js';
import { permutations, subsets } from './orders.js';
import { type Content, type Read, readingOf, type TinyTransaction, valuesOf } from './transaction-reads.js';

/** What a key holds is a list, of which registers show the last element alone. */
const shown = (isList: boolean, content: Content): number | null | readonly number[] =>
  isList ? content : (content.at(-1) ?? null);

/** Does the level hold? `isList` says of all keys what they are. */
export function holds(level: Level, history: readonly TinyTransaction[], isList: boolean): boolean {
  const sure = history.filter(({ outcome }) => outcome === 'ok');
  const perhaps = history.filter(({ outcome }) => outcome === 'info');
  return subsets(perhaps).some((some) => {
    const committed = history.filter((each) => sure.includes(each) || some.includes(each));
    return holdsOf(level, committed, isList);
  });
}

function holdsOf(level: Level, committed: readonly TinyTransaction[], isList: boolean): boolean {
  switch (level) {
    case 'serializable':
    case 'repeatable-read':
      return isSerial(committed, isList, () => false);
    case 'strong-session-serializable':
      return isSerial(committed, isList, sessionBefore);
    case 'strict-serializable':
      return isSerial(committed, isList, realTimeBefore);
    case 'snapshot-isolation':
      return isSnapshot(committed, isList, () => false, true);
    case 'strong-session-snapshot-isolation':
      return isSnapshot(committed, isList, sessionBefore, true);
    case 'strong-snapshot-isolation':
      return isSnapshot(committed, isList, realTimeBefore, true);
    case 'prefix':
      return isSnapshot(committed, isList, sessionBefore, false);
    case 'session-read-committed':
    case 'read-atomic':
    case 'causal':
      return permutations(committed).some((order) => isAxiomatic(level, order, isList));
    default:
      return versionOrders(committed, isList).some((orders) => isOfVersions(level, committed, isList, orders));
  }
}

type Before = (left: TinyTransaction, right: TinyTransaction) => boolean;
const sessionBefore: Before = (left, right) => left.session === right.session && left.start < right.start;
const realTimeBefore: Before = (left, right) => left.outcome === 'ok' && left.end < right.start;

/** Runs a transaction against what the keys hold; null when it cannot have read that, otherwise its writes. */
function run(
  { micros, outcome }: TinyTransaction,
  isList: boolean,
  contents: ReadonlyMap<number, Content>,
): ReadonlyMap<number, Content> | null {
  const own = new Map<number, number[]>();
  for (const [kind, key, value] of micros) {
    if (kind !== 'r') own.set(key, [...(own.get(key) ?? []), value as number]);
    else if (outcome === 'ok') {
      const seen = shown(isList, [...(contents.get(key) ?? []), ...(own.get(key) ?? [])]);
      if (JSON.stringify(seen) !== JSON.stringify(isList ? (value ?? []) : value)) return null;
    }
  }
  return own;
}

function applied(
  contents: ReadonlyMap<number, Content>,
  writes: ReadonlyMap<number, Content>,
): ReadonlyMap<number, Content> {
  const next = new Map(contents);
  for (const [key, values] of writes) next.set(key, [...(next.get(key) ?? []), ...values]);
  return next;
}

function isSerial(committed: readonly TinyTransaction[], isList: boolean, before: Before): boolean {
  const place = (left: readonly TinyTransaction[], contents: ReadonlyMap<number, Content>): boolean => {
    if (left.length === 0) return true;
    return left.some((each) => {
      if (left.some((other) => before(other, each))) return false;
      const writes = run(each, isList, contents);
      if (writes === null) return false;
      return place(
        left.filter((other) => other !== each),
        applied(contents, writes),
      );
    });
  };
  return place(committed, new Map());
}

/** Every interleaving of beginnings and commits; with `conflicts`, the first committer wins. */
function isSnapshot(
  committed: readonly TinyTransaction[],
  isList: boolean,
  before: Before,
  conflicts: boolean,
): boolean {
  interface Open {
    readonly transaction: TinyTransaction;
    readonly writes: ReadonlyMap<number, Content>;
    readonly sinceThen: readonly number[];
  }
  const step = (
    waiting: readonly TinyTransaction[],
    open: readonly Open[],
    contents: ReadonlyMap<number, Content>,
  ): boolean => {
    if (waiting.length === 0 && open.length === 0) return true;
    const unfinished = [...waiting, ...open.map(({ transaction }) => transaction)];
    const begins = waiting.some((each) => {
      if (unfinished.some((other) => before(other, each))) return false;
      const writes = run(each, isList, contents);
      if (writes === null) return false;
      const opened = { transaction: each, writes, sinceThen: [] };
      return step(
        waiting.filter((other) => other !== each),
        [...open, opened],
        contents,
      );
    });
    if (begins) return true;
    return open.some((each) => {
      if (conflicts && each.sinceThen.some((key) => each.writes.has(key))) return false;
      const others = open
        .filter((other) => other !== each)
        .map((other) => ({ ...other, sinceThen: [...other.sinceThen, ...each.writes.keys()] }));
      return step(waiting, others, applied(contents, each.writes));
    });
  };
  return step(committed, [], new Map());
}

const writersOf = (committed: readonly TinyTransaction[], key: number): readonly TinyTransaction[] =>
  committed.filter((each) => valuesOf(each, key).length > 0);

const keysOf = (committed: readonly TinyTransaction[]): readonly number[] => [
  ...new Set(committed.flatMap(({ micros }) => micros.map(([, key]) => key))),
];

/** The axioms of Biswas and Enea with this commit order. */
function isAxiomatic(level: Level, order: readonly TinyTransaction[], isList: boolean): boolean {
  const place = (each: TinyTransaction): number => order.indexOf(each);
  const reading = readingOf(order, isList, (key) => writersOf(order, key));
  if (reading === null || reading.ownMissing || (level !== 'session-read-committed' && reading.changed)) return false;
  const { reads } = reading;
  const so: Before = sessionBefore;
  const wr: Before = (left, right) => reads.some(({ reader, writer }) => reader === right && writer === left);
  if (order.some((left) => order.some((right) => (so(left, right) || wr(left, right)) && place(left) >= place(right))))
    return false;
  const direct: Before = (left, right) => so(left, right) || wr(left, right);
  const past: Before = (left, right) =>
    direct(left, right) || order.some((middle) => direct(left, middle) && past(middle, right));
  return reads.every(({ reader, key, writer }, at) =>
    order.every((other) => {
      if (other === writer || other === reader || valuesOf(other, key).length === 0) return true;
      const isVisible =
        level === 'session-read-committed'
          ? reads.slice(0, at).some((earlier) => earlier.reader === reader && earlier.writer === other)
          : level === 'read-atomic'
            ? direct(other, reader)
            : past(other, reader);
      return !isVisible || (writer !== null && place(other) < place(writer));
    }),
  );
}

/** All ways to order the versions of all keys. */
function versionOrders(
  committed: readonly TinyTransaction[],
  isList: boolean,
): readonly ReadonlyMap<number, readonly TinyTransaction[]>[] {
  let all: ReadonlyMap<number, readonly TinyTransaction[]>[] = [new Map()];
  for (const key of keysOf(committed)) {
    const orders = permutations(writersOf(committed, key)).filter(
      (order) => !isList || fitsLists(committed, key, order),
    );
    all = all.flatMap((one) => orders.map((order) => new Map([...one, [key, order]])));
  }
  return all;
}

/** A quick look, so that fewer orders are tried: whatever was read of a key from others is the beginning of its lists. */
function fitsLists(committed: readonly TinyTransaction[], key: number, order: readonly TinyTransaction[]): boolean {
  const whole = order.flatMap((writer) => valuesOf(writer, key));
  return committed.every(
    (reader) =>
      reader.outcome !== 'ok' ||
      valuesOf(reader, key).length > 0 ||
      reader.micros.every(
        ([kind, other, value]) =>
          kind !== 'r' ||
          other !== key ||
          JSON.stringify(whole.slice(0, ((value ?? []) as Content).length)) === JSON.stringify(value ?? []),
      ),
  );
}

function isOfVersions(
  level: Level,
  committed: readonly TinyTransaction[],
  isList: boolean,
  orders: ReadonlyMap<number, readonly TinyTransaction[]>,
): boolean {
  const orderOf = (key: number): readonly TinyTransaction[] => orders.get(key) ?? [];
  const reading = readingOf(committed, isList, orderOf);
  const ww: Before = (left, right) =>
    [...orders.values()].some(
      (order) => order.includes(left) && order.includes(right) && order.indexOf(left) < order.indexOf(right),
    );
  if (reading === null) return false;
  if (level === 'read-uncommitted') return !isCyclic(committed, ww);
  const { reads, ownMissing, changed } = reading;
  /** The version of a key that a transaction wrote, as a number; the beginning is -1. */
  const rank = (key: number, writer: TinyTransaction | null): number =>
    writer === null ? -1 : orderOf(key).indexOf(writer);
  const wrote = (each: TinyTransaction, key: number): boolean => valuesOf(each, key).length > 0;
  const isAtLeast = (read: Read, other: TinyTransaction): boolean =>
    rank(read.key, read.writer) >= rank(read.key, other);
  const wr: Before = (left, right) => reads.some(({ reader, writer }) => reader === right && writer === left);
  const rw: Before = (left, right) =>
    left !== right &&
    reads.some(
      (read) => read.reader === left && wrote(right, read.key) && rank(read.key, right) > rank(read.key, read.writer),
    );
  const dependency: Before = (left, right) => ww(left, right) || wr(left, right);
  const keys = keysOf(committed);
  switch (level) {
    case 'read-committed':
      return !isCyclic(committed, dependency);
    case 'monotonic-atomic-view':
      return (
        !isCyclic(committed, dependency) &&
        reads.every((read, at) =>
          reads
            .slice(0, at)
            .every(
              (earlier) =>
                earlier.reader !== read.reader ||
                earlier.writer === null ||
                !wrote(earlier.writer, read.key) ||
                isAtLeast(read, earlier.writer),
            ),
        )
      );
    case 'parallel-snapshot-isolation': {
      if (ownMissing || changed || isCyclic(committed, dependency)) return false;
      const reaches = closure(committed, dependency);
      return !committed.some((reader) => committed.some((writer) => rw(reader, writer) && reaches(writer, reader)));
    }
    case 'read-your-writes':
      return (
        !ownMissing &&
        reads.every((read) =>
          committed.every((own) => !sessionBefore(own, read.reader) || !wrote(own, read.key) || isAtLeast(read, own)),
        )
      );
    case 'monotonic-reads':
      return reads.every((read, at) =>
        reads.every(
          (earlier, place) =>
            earlier.key !== read.key ||
            !(sessionBefore(earlier.reader, read.reader) || (earlier.reader === read.reader && place < at)) ||
            rank(read.key, read.writer) >= rank(read.key, earlier.writer),
        ),
      );
    case 'monotonic-writes':
      return (
        keys.every((key) =>
          committed.every((left) =>
            committed.every(
              (right) =>
                !sessionBefore(left, right) ||
                !wrote(left, key) ||
                !wrote(right, key) ||
                rank(key, left) < rank(key, right),
            ),
          ),
        ) &&
        reads.every((read) =>
          committed.every(
            (seen) =>
              !wr(seen, read.reader) ||
              committed.every(
                (earlier) => !sessionBefore(earlier, seen) || !wrote(earlier, read.key) || isAtLeast(read, earlier),
              ),
          ),
        )
      );
    case 'writes-follow-reads':
      return (
        reads.every((read) =>
          committed.every(
            (writer) =>
              !(sessionBefore(read.reader, writer) || read.reader === writer) ||
              !wrote(writer, read.key) ||
              rank(read.key, read.writer) < rank(read.key, writer),
          ),
        ) &&
        reads.every((read) =>
          committed.every(
            (seen) =>
              !wr(seen, read.reader) ||
              reads.every(
                (earlier) =>
                  earlier.key !== read.key ||
                  !(earlier.reader === seen || sessionBefore(earlier.reader, seen)) ||
                  rank(read.key, read.writer) >= rank(read.key, earlier.writer),
              ),
          ),
        )
      );
    default:
      throw new Error(`no oracle for ${level}`);
  }
}

function closure(nodes: readonly TinyTransaction[], edge: Before): Before {
  const reached = new Map(nodes.map((node) => [node, new Set(nodes.filter((other) => edge(node, other)))]));
  for (const middle of nodes) {
    for (const node of nodes) {
      if (reached.get(node)!.has(middle)) for (const far of reached.get(middle)!) reached.get(node)!.add(far);
    }
  }
  return (left, right) => reached.get(left)!.has(right);
}

function isCyclic(nodes: readonly TinyTransaction[], edge: Before): boolean {
  const reaches = closure(nodes, edge);
  return nodes.some((node) => reaches(node, node));
}
