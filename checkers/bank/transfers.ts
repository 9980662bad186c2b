/** What the transfers of a bank say of accounts: which they name, and whether they may be overdrawn. */
import { type History, TYPE_FAIL } from '../../harness/contracts/history.js';
import type { Calls } from '../../harness/history/calls.js';

export interface TransfersSay {
  /** [key, account] as JSON, for every account that a transfer that may have happened moves money to or from. */
  readonly named: ReadonlySet<string>;
  /** The same of those that failed: the event that says so, the last of them. */
  readonly refused: ReadonlyMap<string, number>;
  /** Some transfer was asked for that may overdraw: {…, "overdraft": true}. */
  readonly mayOverdraw: boolean;
}

/** Parses every transfer, so it is asked only when something looks wrong. */
export function transfersSay({ valueBytes }: History, calls: Calls, kind: number): TransfersSay {
  const decoder = new TextDecoder();
  const named = new Set<string>();
  const refused = new Map<string, number>();
  let mayOverdraw = false;
  for (let at = 0; at < calls.length; at += 1) {
    if (calls.kinds[at] !== kind) continue;
    const json = decoder.decode(valueBytes.subarray(calls.inputStarts[at]!, calls.inputEnds[at]!));
    const value: unknown = JSON.parse(json === '' ? 'null' : json);
    if (!isMap(value)) continue;
    if (value['overdraft'] === true) mayOverdraw = true;
    for (const account of [value['from'], value['to']]) {
      const name = accountName(calls.keys[at]!, String(account));
      if (calls.outcomes[at] === TYPE_FAIL) refused.set(name, Math.max(calls.ended[at]!, refused.get(name) ?? 0));
      else named.add(name);
    }
  }
  return { named, refused, mayOverdraw };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The name of an account in the sets of what the transfers say. */
export function accountName(key: number, account: string): string {
  return JSON.stringify([key, account]);
}
