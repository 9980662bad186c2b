/** Transactions: one pass names the strongest levels of isolation that a history satisfies, and the weakest it breaks. */
import type { Checker, CheckOptions, Validity, Verdict } from '../../harness/contracts/checker.js';
import { UsageError } from '../../harness/contracts/errors.js';
import type { History } from '../../harness/contracts/history.js';
import { explainAnomalies } from './anomalies/explain.js';
import { gather } from './input/gather.js';
import { resolve } from './input/resolve.js';
import { COMMITTED } from './input/transactions.js';
import { judge } from './judge.js';
import { isLevel, LEVELS, type Level, NEEDS_TIMES, strongestOf, weakestOf } from './levels/lattice.js';

export { LEVELS, type Level } from './levels/lattice.js';

export interface TransactionOptions {
  /** What is claimed; strict-serializable where it is left out, or serializable for histories without times. */
  readonly level?: string;
}

/** The checker. Throws UsageError 'unknown-level'. */
export function transactions({ level }: TransactionOptions = {}): Checker {
  if (level !== undefined && !isLevel(level)) {
    throw new UsageError(`there is no level "${level}"`, {
      code: 'unknown-level',
      value: level,
      hint: `levels are ${LEVELS.join(', ')}`,
    });
  }
  return {
    property: 'transactions',
    holdsOfBeginnings: true,
    describe: 'which levels of isolation the transactions satisfy',
    check: (history, options) => check(history, level, options),
  };
}

function check(history: History, claim: Level | undefined, { budget }: CheckOptions): Verdict {
  const transactions = gather(history);
  const level = claim ?? (transactions.hasTimes ? 'strict-serializable' : 'serializable');
  const verdict = { property: 'transactions', operations: transactions.length };
  if (!transactions.outcomes.includes(COMMITTED)) {
    const levels = Object.fromEntries(LEVELS.map((name) => [name, 'unknown' as const]));
    const reason = 'no transaction succeeded, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], levels, strongest: [], weakestViolated: [], reason };
  }
  const resolved = resolve(history, transactions);
  const isOver = (): boolean => budget.now() > budget.deadlineMs;
  const limits = { isOver, memoryBytes: budget.memoryBytes };
  const found = judge(transactions, resolved, claim, limits);
  const holds = (name: Level): Validity => found.holding.get(name) ?? 'unknown';
  const levels = Object.fromEntries(LEVELS.map((name) => [name, holds(name)]));
  const anomalies = explainAnomalies(history, transactions, resolved, found, limits);
  const valid = holds(level);
  // What the claim allows is no violation of it.
  const beyond = valid === true ? [...new Set(anomalies.map(({ type }) => type))] : [];
  return {
    ...verdict,
    valid,
    anomalies: valid === true ? [] : anomalies,
    algorithm: found.algorithm,
    levels,
    strongest: strongestOf(LEVELS.filter((name) => holds(name) === true)),
    weakestViolated: weakestOf(LEVELS.filter((name) => holds(name) === false)),
    ...(valid === 'unknown' ? { reason: reasonOf(level, transactions.hasTimes, found.undecided.get(level) ?? 0) } : {}),
    details: { level, keys: transactions.keyCount, ...(beyond.length > 0 ? { beyondClaim: beyond } : {}) },
  };
}

function reasonOf(level: Level, hasTimes: boolean, pairs: number): string {
  if (!hasTimes && NEEDS_TIMES.includes(level))
    return `the history bears no times, so nobody can say whether it is ${level}`;
  if (pairs > 0)
    return `of ${pairs} pairs of writes to one key nobody knows which came first, and the budget did not allow to try`;
  return 'the budget was spent';
}
