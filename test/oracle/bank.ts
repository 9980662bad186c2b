/** Banks by their definition: every view shows the accounts and the money that there must be at any moment. */
import type { Operation } from '../../harness/contracts/operation.js';

type Balances = Readonly<Record<string, number>>;
type Transfer = { readonly from: string; readonly to: string; readonly overdraft?: boolean };

/**
 * Does every read fit? `mayOverdraw` is what the level says; undefined: as the transfers say. Null when there is nothing
 * to compare.
 */
export function bankHolds(events: readonly Operation[], mayOverdraw?: boolean): boolean | null {
  const answerTo = (asked: Operation): Operation | undefined =>
    events.find(({ index, type, process }) => index > asked.index && type !== 'invoke' && process === asked.process);
  const all = events.filter(({ type }) => type === 'invoke').map((asked) => ({ asked, answer: answerTo(asked) }));
  const opened = all.filter(({ asked, answer }) => asked.f === 'open' && answer?.type !== 'fail');
  const openedAt = opened.flatMap(({ answer }) => (answer?.type === 'ok' ? [answer.index] : []));
  const reads = all.flatMap(({ asked, answer }) =>
    asked.f === 'read' && answer?.type === 'ok' ? [{ asked, shown: answer.value as Balances }] : [],
  );
  const transfers = all.filter(({ asked }) => asked.f === 'transfer');
  const tolerant = mayOverdraw ?? transfers.some(({ asked }) => (asked.value as Transfer).overdraft === true);
  const first = opened[0]?.asked.value as Balances | undefined;
  const sum = (balances: Balances): number => Object.values(balances).reduce((total, each) => total + each, 0);
  const below = reads.some(({ shown }) =>
    Object.entries(shown).some(([at, each]) => each < 0 && (first?.[at] ?? 0) >= 0),
  );
  if (first === undefined) {
    const full = reads.filter(({ shown }) => Object.keys(shown).length > 0);
    if (below && !tolerant) return false;
    return full.length < 2 ? null : new Set(full.map(({ shown }) => sum(shown))).size === 1;
  }
  if (reads.length === 0) return null;
  const moved = transfers
    .filter(({ answer }) => answer?.type !== 'fail')
    .flatMap(({ asked }) => [(asked.value as Transfer).from, (asked.value as Transfer).to]);
  return reads.every(({ asked, shown }) => {
    const names = Object.keys(shown);
    // Nothing is open yet.
    if (names.length === 0) return !openedAt.some((moment) => moment < asked.index);
    const isThere = Object.keys(first).every((name) => names.includes(name));
    const isKnown = names.every((name) => name in first || moved.includes(name));
    const isBelow = names.some((name) => (shown[name] ?? 0) < 0 && (first[name] ?? 0) >= 0);
    return isThere && isKnown && sum(shown) === sum(first) && (tolerant || !isBelow);
  });
}
