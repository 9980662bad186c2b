/** What the accounts of each bank held at first, as the operations that opened them say. */
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import type { Calls } from '../../harness/history/calls.js';
import type { BalancesScanner } from './balances.js';

export interface Opening {
  /** The event that asked for it first. */
  readonly invoked: number;
  /** The event that answered one of them with ok first; -1 for none. */
  readonly answered: number;
  /** By account. */
  readonly balances: ReadonlyMap<number, number>;
  readonly total: number;
}

/**
 * By key: the accounts that were opened, or may have been. Failed operations opened nothing. It may be asked for more than
 * once, and with the same balances each time. Throws UsageError 'bad-operation' where they differ.
 */
export function openings(
  history: History,
  calls: Calls,
  kind: number,
  scanner: BalancesScanner,
): ReadonlyMap<number, Opening> {
  const found = new Map<number, Opening>();
  for (let at = 0; at < calls.length; at += 1) {
    if (calls.kinds[at] !== kind || calls.outcomes[at] === TYPE_FAIL) continue;
    const event = calls.invoked[at]!;
    if (!scanner.read(calls.inputStarts[at]!, calls.inputEnds[at]!)) {
      throw badOperation(history, event, 'accounts are opened with {account: balance, …}');
    }
    const balances = new Map<number, number>();
    let total = 0;
    for (let place = 0; place < scanner.length; place += 1) {
      balances.set(scanner.ids[place]!, scanner.balances[place]!);
      total += scanner.balances[place]!;
    }
    const before = found.get(calls.keys[at]!);
    if (before !== undefined && !isSame(before.balances, balances)) {
      const first = history.describeOrigin(before.invoked);
      throw badOperation(history, event, `accounts may be opened again only with the same balances, as in ${first}`);
    }
    const answered = calls.outcomes[at] === TYPE_OK ? calls.ended[at]! : -1;
    const earliest = before === undefined || before.answered < 0 ? answered : earlier(before.answered, answered);
    found.set(calls.keys[at]!, { invoked: before?.invoked ?? event, answered: earliest, balances, total });
  }
  return found;
}

function earlier(left: number, right: number): number {
  return right < 0 ? left : Math.min(left, right);
}

function isSame(left: ReadonlyMap<number, number>, right: ReadonlyMap<number, number>): boolean {
  return left.size === right.size && [...left].every(([account, balance]) => right.get(account) === balance);
}
