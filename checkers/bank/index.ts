/** Bank: whatever is transferred, every view of the accounts shows all of them, and the same total. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { UsageError } from '../../harness/contracts/errors.js';
import type { History } from '../../harness/contracts/history.js';
import { callsOf } from '../../harness/history/calls.js';
import { BalancesScanner } from './balances.js';
import { type Bank, explainAccounts, explainNegative, explainTotal } from './explain.js';
import { openings } from './opening.js';
import { expectedTotals, isWrong } from './totals.js';
import { accountName, transfersSay } from './transfers.js';
import { MISSING, NEGATIVE, UNKNOWN_ACCOUNT, views } from './views.js';

const OPEN = 0;
const READ = 1;
const TRANSFER = 2;

/** Violations of each kind that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

export interface BankOptions {
  /** Of balances below zero. Left out: forbidden, unless a transfer was asked for that may overdraw. */
  readonly negative?: 'forbidden' | 'allowed';
}

/** As after --level. */
export const BANK_LEVELS = ['no-overdraft', 'overdraft'] as const;

/** The checker of a level. Throws UsageError 'unknown-level'. */
export function bankAt(level: string): Checker {
  if (level === 'no-overdraft') return bank({ negative: 'forbidden' });
  if (level === 'overdraft') return bank({ negative: 'allowed' });
  throw new UsageError(`there is no level "${level}"`, {
    code: 'unknown-level',
    value: level,
    hint: `levels of a bank are ${BANK_LEVELS.join(', ')}`,
  });
}

/**
 * Judges every `read` by itself against what `open` put into the accounts: so it does not matter which transfers of unknown
 * outcome took place. Where nothing was opened, the totals of all reads must be the same. O(accounts shown).
 */
export function bank(options: BankOptions = {}): Checker {
  return {
    property: 'bank',
    holdsOfBeginnings: true,
    describe: 'every view of the accounts shows all of them, and the same total',
    check: (history, given) => check(history, options, given),
  };
}

function check(history: History, { negative }: BankOptions, { keyed }: CheckOptions): Verdict {
  const calls = callsOf(history, { open: OPEN, read: READ, transfer: TRANSFER }, keyed);
  const scanner = new BalancesScanner(history.valueBytes);
  const openingOf = openings(history, calls, OPEN, scanner);
  const seen = views(history, calls, READ, scanner, openingOf);
  const verdict = { property: 'bank', operations: calls.length, algorithm: 'total of every view' };
  const expected = expectedTotals(calls, seen, openingOf);
  const bankOf: Bank = { history, calls, seen, scanner, openingOf, expected };
  const [wrong, below, missing, strangers]: [number[], number[], number[], number[]] = [[], [], [], []];
  let transfers: ReturnType<typeof transfersSay> | null = null;
  const say = () => {
    transfers ??= transfersSay(history, calls, TRANSFER);
    return transfers;
  };
  for (let view = 0; view < seen.length; view += 1) {
    const faults = seen.faults[view]!;
    if (faults & NEGATIVE && negative !== 'allowed' && (negative === 'forbidden' || !say().mayOverdraw))
      below.push(view);
    if (faults & MISSING) missing.push(view);
    else if (faults & UNKNOWN_ACCOUNT && strangersIn(bankOf, view, say().named).length > 0) strangers.push(view);
    else if (isWrong(seen, view, expected)) wrong.push(view);
  }
  if (expected.comparable === 0 && below.length === 0) {
    const reason =
      seen.length === 0
        ? 'no read succeeded, so there is nothing to judge'
        : 'nothing says what the accounts held at first, and no two reads can be compared';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  const explained = <Item>(all: readonly Item[], explain: (item: Item) => Anomaly): readonly Anomaly[] =>
    all.slice(0, MAX_EXPLAINED).map(explain);
  const anomalies = [
    ...explained(wrong, (view) => explainTotal(bankOf, view)),
    ...explained(below, (view) => explainNegative(bankOf, view)),
    ...explained(missing, (view) => explainAccounts(bankOf, view, 'missing-account', missingIn(bankOf, view))),
    ...explained(strangers, (view) => {
      const accounts = strangersIn(bankOf, view, say().named);
      return explainAccounts(bankOf, view, 'unknown-account', accounts, say().refused);
    }),
  ].sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  const details = {
    ...{ reads: seen.length, opened: openingOf.size > 0, totals: Object.fromEntries(expected.spoken(calls)) },
    ...{ wrongTotals: wrong.length, negativeBalances: below.length },
    ...{ missingAccounts: missing.length, unknownAccounts: strangers.length },
  };
  return { ...verdict, valid: anomalies.length === 0, anomalies, details };
}

/** Accounts that were opened and are not shown. */
function missingIn({ calls, seen, scanner, openingOf }: Bank, view: number): readonly number[] {
  const at = seen.calls[view]!;
  scanner.read(calls.outputStarts[at]!, calls.outputEnds[at]!);
  const shown = new Set(scanner.ids.subarray(0, scanner.length));
  const opened = openingOf.get(calls.keys[at]!)?.balances ?? new Map<number, number>();
  return [...opened.keys()].filter((account) => !shown.has(account));
}

/** Accounts that are shown, were not opened, and that no transfer names. */
function strangersIn(
  { calls, seen, scanner, openingOf }: Bank,
  view: number,
  named: ReadonlySet<string>,
): readonly number[] {
  const at = seen.calls[view]!;
  const key = calls.keys[at]!;
  scanner.read(calls.outputStarts[at]!, calls.outputEnds[at]!);
  const opened = openingOf.get(key)?.balances;
  return [...scanner.ids.subarray(0, scanner.length)].filter(
    (account) => opened?.has(account) === false && !named.has(accountName(key, scanner.nameOf(account))),
  );
}
