/** What every read of a bank showed: the total, and whether an account was below zero, missing, or nobody's. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import type { Calls } from '../../harness/history/calls.js';
import type { BalancesScanner } from './balances.js';
import type { Opening } from './opening.js';

/** In the `faults` column, as bits. */
export const NEGATIVE = 1;
export const MISSING = 2;
export const UNKNOWN_ACCOUNT = 4;

export interface Views {
  readonly length: number;
  /** Position of each read among the calls; ascending. */
  readonly calls: Int32Array;
  /** How many accounts it showed. */
  readonly sizes: Int32Array;
  readonly totals: Float64Array;
  readonly faults: Uint8Array;
}

/** O(accounts shown), 17 bytes a read. Throws UsageError 'bad-operation' for what is no map of balances. */
export function views(
  history: History,
  calls: Calls,
  kind: number,
  scanner: BalancesScanner,
  openingOf: ReadonlyMap<number, Opening>,
): Views {
  const isRead = (at: number): boolean => calls.kinds[at] === kind && calls.outcomes[at] === TYPE_OK;
  let length = 0;
  for (let at = 0; at < calls.length; at += 1) if (isRead(at)) length += 1;
  const columns = {
    calls: new Int32Array(length),
    sizes: new Int32Array(length),
    totals: new Float64Array(length),
    faults: new Uint8Array(length),
  };
  let view = 0;
  for (let at = 0; at < calls.length; at += 1) {
    if (!isRead(at)) continue;
    if (!scanner.read(calls.outputStarts[at]!, calls.outputEnds[at]!)) {
      throw badOperation(
        history,
        calls.ended[at]!,
        'a bank is read as {account: balance, …}, and balances are numbers',
      );
    }
    const opening = openingOf.get(calls.keys[at]!);
    let [total, opened, faults] = [0, 0, 0];
    for (let place = 0; place < scanner.length; place += 1) {
      const balance = scanner.balances[place]!;
      total += balance;
      const first = opening?.balances.get(scanner.ids[place]!);
      if (balance < 0 && (first ?? 0) >= 0) faults |= NEGATIVE;
      if (first !== undefined) opened += 1;
      else if (opening !== undefined) faults |= UNKNOWN_ACCOUNT;
    }
    if (opening !== undefined && opened < opening.balances.size && isDue(history, calls, at, opening, scanner.length))
      faults |= MISSING;
    columns.calls[view] = at;
    columns.sizes[view] = scanner.length;
    columns.totals[view] = total;
    columns.faults[view] = faults;
    view += 1;
  }
  return { length, ...columns };
}

/**
 * All accounts are opened in one transaction: whoever sees one sees all. Who sees none may have come before that, unless
 * it was answered with ok before.
 */
function isDue(history: History, calls: Calls, at: number, { answered }: Opening, shown: number): boolean {
  return shown > 0 || (history.hasTimes && answered >= 0 && answered < calls.invoked[at]!);
}
