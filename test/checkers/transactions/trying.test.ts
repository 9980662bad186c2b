/** Orders that only trying finds: long transactions over registers, whose versions nobody can put in order otherwise. */
import { expect, test } from 'vitest';
import { transactions } from '../../../checkers/transactions/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { createRandom } from '../../../harness/generator/index.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

type Step = readonly ['w', number, number] | readonly ['r', number, number | null];

interface Options {
  readonly seed: number;
  readonly count: number;
  /** Whether the last read of all is falsified: it shows what was there long before. */
  readonly spoilt?: boolean;
}

const PROCESSES = 12;
const KEYS = 6;
/** One in so many takes long, as over a slow link. */
const LONG_ONE_IN = 8;

/** A store that does one transaction after the other, each at some moment between its call and its answer. */
function rowsOf({ seed, count, spoilt = false }: Options): readonly OperationDraftRow[] {
  const random = createRandom(seed);
  const state = new Map<number, number>();
  const history = new Map<number, (number | null)[]>();
  const calls = Array.from({ length: count }, (_, number) => ({ number, process: number % PROCESSES }));
  const freeAt = new Array<number>(PROCESSES).fill(0);
  const planned = calls.map(({ number, process }) => {
    const begin = (freeAt[process] ?? 0) + 1 + random.integer(5);
    const length = random.integer(LONG_ONE_IN) === 0 ? 200 + random.integer(200) : 2 + random.integer(20);
    freeAt[process] = begin + length;
    const kinds = Array.from({ length: 1 + random.integer(3) }, () => ({
      key: random.integer(KEYS),
      isWrite: random.integer(10) < 7,
    }));
    return { number, process, begin, end: begin + length, effect: begin + random.integer(length), kinds };
  });
  const results = new Map<number, readonly Step[]>();
  for (const { number, kinds } of planned.toSorted((left, right) => left.effect - right.effect)) {
    results.set(
      number,
      kinds.map(({ key, isWrite }, at): Step => {
        if (!isWrite) return ['r', key, state.get(key) ?? null];
        history.set(key, [...(history.get(key) ?? []), state.get(key) ?? null]);
        state.set(key, number * 10 + at + 1);
        return ['w', key, number * 10 + at + 1];
      }),
    );
  }
  if (spoilt) {
    const last = planned.toSorted((left, right) => right.begin - left.begin)[0];
    if (last !== undefined) results.set(last.number, [['r', 0, history.get(0)?.[1] ?? null]]);
  }
  const events = planned.flatMap(({ number, process, begin, end }) => {
    const result = results.get(number) ?? [];
    const asked = result.map((step) => (step[0] === 'r' ? ['r', step[1], null] : step));
    return [
      { time: begin, rank: 1, row: { type: 'invoke', process, f: 'txn', value: asked, time: begin } as const },
      { time: end, rank: 0, row: { type: 'ok', process, f: 'txn', value: result, time: end } as const },
    ];
  });
  return events.sort((left, right) => left.time - right.time || left.rank - right.rank).map(({ row }) => row);
}

function judged(options: Options): Verdict {
  const history = historyFromOperations(rowsOf(options));
  return transactions().check(history, { keyed: false, budget: testBudget() }) as Verdict;
}

test('thousands of transactions, some of them long, are strictly serializable, and nothing is left open', () => {
  for (const seed of [1, 2, 3]) {
    const { valid, levels } = judged({ seed, count: 2_000 });
    expect([seed, valid, levels?.['strict-serializable']]).toEqual([seed, true, true]);
  }
});

test('one read of a version that was replaced long ago is found among them', () => {
  for (const seed of [1, 2, 3]) {
    const { levels } = judged({ seed, count: 2_000, spoilt: true });
    expect([seed, levels?.['strict-serializable']]).toEqual([seed, false]);
  }
});
