/** Tiny random transactional histories: what a database of some quality might have answered, then perhaps spoilt. */
import fc from 'fast-check';
import type { History } from '../../../harness/contracts/history.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import type { TinyMicro, TinyTransaction } from '../../oracle/transaction-reads.js';

export interface Tiny {
  readonly transactions: readonly TinyTransaction[];
  readonly isList: boolean;
  readonly history: History;
  readonly [fc.toStringMethod]: () => string;
}

interface MicroPlan {
  readonly key: number;
  readonly isRead: boolean;
  /** How many commits older than its transaction's snapshot the read is. */
  readonly lag: number;
  readonly forgetsOwn: boolean;
  readonly garbage: boolean;
}

interface Plan {
  readonly session: number;
  readonly gap: number;
  readonly length: number;
  /** When it takes effect, as a part of the time between its events. */
  readonly at: number;
  /** How many commits older than its own its snapshot is. */
  readonly lag: number;
  readonly fate: 'ok' | 'info' | 'lost' | 'fail' | 'undead';
  readonly micros: readonly MicroPlan[];
}

const micro: fc.Arbitrary<MicroPlan> = fc.record({
  key: fc.constantFrom(0, 0, 0, 1, 1, 1, 2),
  isRead: fc.boolean(),
  lag: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2, 3, -1),
  forgetsOwn: fc.constantFrom(...Array<boolean>(14).fill(false), true),
  garbage: fc.constantFrom(...Array<boolean>(60).fill(false), true),
});

const plan: fc.Arbitrary<Plan> = fc.record({
  session: fc.integer({ min: 0, max: 2 }),
  gap: fc.integer({ min: 0, max: 2 }),
  length: fc.integer({ min: 1, max: 7 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  lag: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, -1),
  fate: fc.constantFrom(...Array<Plan['fate']>(9).fill('ok'), 'info', 'lost', 'fail', 'undead'),
  micros: fc.array(micro, { minLength: 1, maxLength: 4 }),
});

export function tinyTransactions(isList: boolean): fc.Arbitrary<Tiny> {
  const plans = fc.array(plan, { minLength: 2, maxLength: 6, size: 'max' });
  const style = fc.constantFrom<Style>('plain', 'plain', 'torn', 'forked');
  return fc.tuple(plans, style).map(([all, chosen]) => answered(all, chosen, isList));
}

/**
 * What kind of database it is: the keys of a torn one see the commits in different orders; in a forked one what is old is
 * only what another session has committed.
 */
type Style = 'plain' | 'torn' | 'forked';

/** Lays the transactions out in time, session by session, and answers them. */
function answered(plans: readonly Plan[], style: Style, isList: boolean): Tiny {
  const clocks = new Map<number, number>();
  const successors = new Map<number, number>();
  const laid = plans.map((each) => {
    // After an unknown outcome the session goes on as a new one.
    const session = successors.get(each.session) ?? each.session;
    if (each.fate === 'info' || each.fate === 'lost') successors.set(each.session, session + 10);
    const start = (clocks.get(each.session) ?? 0) + each.gap;
    clocks.set(each.session, start + each.length);
    return { ...each, session, start, end: start + each.length, effect: start + each.at * each.length };
  });
  const order = [...laid]
    .sort((left, right) => left.effect - right.effect)
    .filter(({ fate }) => fate !== 'lost' && fate !== 'fail');
  let written = 0;
  const writes = new Map(laid.map((each) => [each, each.micros.map(({ isRead }) => (isRead ? null : ++written))]));
  const valuesOf = (each: (typeof laid)[number], key: number, end = each.micros.length): readonly number[] =>
    each.micros.slice(0, end).flatMap((one, at) => (one.key === key && !one.isRead ? [writes.get(each)![at]!] : []));
  /** What others had committed that a transaction sees, when it is so many commits late. */
  const seenBy = (each: (typeof laid)[number], lag: number, key: number): readonly number[] => {
    const commits = style === 'torn' && key > 0 ? order.toReversed() : order;
    const own = order.includes(each)
      ? commits.indexOf(each)
      : order.filter(({ effect }) => effect < each.effect).length;
    if (style !== 'forked') return commits.slice(0, Math.max(0, own - lag)).flatMap((other) => valuesOf(other, key));
    const before = commits.slice(0, own);
    const late = lag > 0 ? before.filter(({ session }) => session !== each.session).slice(-lag) : [];
    return before.filter((other) => !late.includes(other)).flatMap((other) => valuesOf(other, key));
  };
  const transactions = laid.map((each): TinyTransaction & { readonly asked: readonly TinyMicro[] } => {
    const micros = each.micros.map(({ key, isRead, lag, forgetsOwn, garbage }, at): TinyMicro => {
      if (!isRead) return [isList ? 'append' : 'w', key, writes.get(each)![at]!];
      const others = seenBy(each, each.lag + lag, key).filter((value) => !writes.get(each)!.includes(value));
      const seen = [...others, ...(forgetsOwn ? [] : valuesOf(each, key, at)), ...(garbage ? [99] : [])];
      return ['r', key, isList ? seen : (seen.at(-1) ?? null)];
    });
    const outcome = each.fate === 'info' || each.fate === 'lost' ? 'info' : each.fate === 'ok' ? 'ok' : 'fail';
    const asked = micros.map((one): TinyMicro => (one[0] === 'r' ? ['r', one[1], null] : one));
    return { session: each.session, outcome, start: each.start, end: each.end, micros, asked };
  });
  return laidOut(transactions, isList);
}

/** As events in order of time; at equal times a completion comes before an invocation. */
function laidOut(
  transactions: readonly (TinyTransaction & { readonly asked: readonly TinyMicro[] })[],
  isList: boolean,
): Tiny {
  const events = transactions
    .flatMap((each) => [
      { each, time: each.start, isEnd: false },
      { each, time: each.end, isEnd: true },
    ])
    .sort((left, right) => left.time - right.time || Number(right.isEnd) - Number(left.isEnd));
  const places = new Map(transactions.map((each) => [each, { start: 0, end: 0 }]));
  const rows = events.map(({ each, isEnd }, index): OperationDraftRow => {
    places.get(each)![isEnd ? 'end' : 'start'] = index;
    const type = isEnd ? each.outcome : 'invoke';
    return { type, process: each.session, f: 'txn', value: type === 'ok' ? each.micros : each.asked, time: index };
  });
  const tiny = transactions
    .map(({ session, outcome, micros }, at) => ({ session, outcome, micros, ...places.get(transactions[at]!)! }))
    .sort((left, right) => left.start - right.start);
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  return {
    transactions: tiny,
    isList,
    history: historyFromOperations(rows),
    [fc.toStringMethod]: () => `\n${lines}\n`,
  };
}
