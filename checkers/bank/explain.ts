/** What a wrong view of a bank means, in plain words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { type Calls, keyText } from '../../harness/history/calls.js';
import { counted, moment } from '../explaining/moments.js';
import type { BalancesScanner } from './balances.js';
import type { Opening } from './opening.js';
import type { ExpectedTotals } from './totals.js';
import { accountName } from './transfers.js';
import type { Views } from './views.js';

export interface Bank {
  readonly history: History;
  readonly calls: Calls;
  readonly seen: Views;
  readonly scanner: BalancesScanner;
  readonly openingOf: ReadonlyMap<number, Opening>;
  readonly expected: ExpectedTotals;
}

/** Accounts that are named at most. */
const MAX_NAMED = 8;

export function explainTotal(bank: Bank, view: number): Anomaly {
  const { seen, history, calls } = bank;
  const expected = bank.expected.of(view)!;
  const total = seen.totals[view]!;
  const difference = Math.abs(total - expected);
  const too = total < expected ? `${difference} too little` : `${difference} too much`;
  const opening = openingOf(bank, view);
  const witness = bank.expected.witnessOf(view);
  const against =
    witness === undefined
      ? `the accounts were opened with ${expected} altogether (operation ${opening?.invoked})`
      : `most reads show ${expected}, such as that of ${who(bank, witness)}; nothing says what the accounts held at first`;
  const explanation = `${sentence(bank, view)} a total of ${total} in ${counted(seen.sizes[view]!, 'account')}, which is ${too}: ${against}. Transfers move money and neither make nor destroy any, so whatever took place, no moment shows this total.`;
  if (witness === undefined) return anomaly(bank, view, 'wrong-total', explanation, opening?.invoked);
  const other = calls.invoked[seen.calls[witness]!]!;
  const drawn = anomaly(bank, view, 'wrong-total', explanation, other);
  const answered = calls.ended[seen.calls[witness]!]!;
  const interval = intervalOf(bank, witness, 'witness');
  const picture: IntervalPicture = { kind: 'intervals', intervals: [interval, intervalOf(bank, view, 'culprit')] };
  const [first, second] = [drawn.prefix ?? 0, answered + 1];
  const prefix = Math.max(first, second);
  return { ...drawn, prefix, time: history.times[prefix - 1]!, picture };
}

export function explainNegative(bank: Bank, view: number): Anomaly {
  const { calls, seen, scanner } = bank;
  const at = seen.calls[view]!;
  scanner.read(calls.outputStarts[at]!, calls.outputEnds[at]!);
  const below: string[] = [];
  for (let place = 0; place < scanner.length; place += 1) {
    if (scanner.balances[place]! < 0)
      below.push(`${scanner.balances[place]} on account ${scanner.nameOf(scanner.ids[place]!)}`);
  }
  const explanation = `${sentence(bank, view)} ${cut(below)}. No account may be overdrawn, so a transfer that should have been refused took place, or half of one.`;
  return anomaly(bank, view, 'negative-balance', explanation);
}

export function explainAccounts(
  bank: Bank,
  view: number,
  type: 'missing-account' | 'unknown-account',
  accounts: readonly number[],
  refused: ReadonlyMap<string, number> = new Map(),
): Anomaly {
  const opening = openingOf(bank, view);
  const names = cut(accounts.map((account) => bank.scanner.nameOf(account)));
  const noun = accounts.length === 1 ? 'account' : 'accounts';
  const size = bank.seen.sizes[view]!;
  const opened = `(operation ${opening?.invoked})`;
  if (type === 'unknown-account') {
    const { calls, seen } = bank;
    const key = calls.keys[seen.calls[view]!]!;
    const explanation = `${sentence(bank, view)} ${noun} ${names}, which nobody opened ${opened} and no transfer that may have taken place names.`;
    const told = anomaly(bank, view, type, explanation, opening?.invoked);
    // Until a transfer is answered with fail, it may be the one that made the account.
    const until = accounts.map((account) => refused.get(accountName(key, bank.scanner.nameOf(account))) ?? 0);
    return { ...told, prefix: Math.max(told.prefix ?? 0, ...until.map((event) => event + 1)) };
  }
  const when =
    size === 0 ? `, which was answered at ${moment(bank.history, opening?.answered ?? 0)}, before this was asked` : '';
  const explanation = `${sentence(bank, view)} ${counted(size, 'account')}, and not the ${noun} ${names}, though all were opened in one transaction ${opened}${when}.`;
  return anomaly(bank, view, type, explanation, opening?.invoked);
}

function anomaly(bank: Bank, view: number, type: string, explanation: string, other?: number): Anomaly {
  const { history, calls, seen } = bank;
  const at = seen.calls[view]!;
  const key = keyText(calls, calls.keys[at]!);
  const answered = calls.ended[at]!;
  return {
    type,
    operations: [calls.invoked[at]!, ...(other === undefined ? [] : [other])],
    prefix: Math.max(answered, other ?? 0, openingOf(bank, view)?.invoked ?? 0) + 1,
    time: history.times[answered]!,
    ...(key === undefined ? {} : { key }),
    explanation,
    picture: { kind: 'intervals', intervals: [intervalOf(bank, view, 'culprit')] },
  };
}

function intervalOf(
  { history, calls, seen }: Bank,
  view: number,
  role: 'culprit' | 'witness',
): IntervalPicture['intervals'][number] {
  const at = seen.calls[view]!;
  return {
    operation: calls.invoked[at]!,
    process: history.processes[calls.invoked[at]!]!,
    label: `read, total ${seen.totals[view]}`,
    start: history.times[calls.invoked[at]!]!,
    end: history.times[calls.ended[at]!]!,
    role,
  };
}

/** "Process 3 read at 1.250 s (operation 7)", to go on with what it read. */
function sentence(bank: Bank, view: number): string {
  const { history, calls, seen } = bank;
  return `Process ${history.processes[calls.invoked[seen.calls[view]!]!]} read at ${moment(history, calls.ended[seen.calls[view]!]!)} (operation ${calls.invoked[seen.calls[view]!]})`;
}

function who({ history, calls, seen }: Bank, view: number): string {
  const at = seen.calls[view]!;
  return `process ${history.processes[calls.invoked[at]!]} at ${moment(history, calls.ended[at]!)} (operation ${calls.invoked[at]})`;
}

function openingOf({ openingOf: openings, calls, seen }: Bank, view: number): Opening | undefined {
  return openings.get(calls.keys[seen.calls[view]!]!);
}

function cut(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return more > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${more} more` : names.join(', ');
}
