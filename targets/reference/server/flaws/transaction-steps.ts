/** A transaction as the flaws of isolation take it apart: what it is over, and its steps. */
import type { Operation } from '../raft/messages.js';
import { listSteps, registerSteps, runLists, runRegisters, type Tables } from '../state-machine/transactions.js';

export type What = 'lists' | 'registers';
export type Step = readonly [word: string, key: number, value: number | null];
export type Value = number | readonly number[] | null;

export interface Transaction {
  readonly what: What;
  readonly steps: readonly Step[];
}

/** Null for what is none, or only reads: that is asked for by another word. */
export function transactionOf(operation: Operation): Transaction | null {
  if (operation.do === 'transact-lists') return { what: 'lists', steps: listSteps.parse(operation).steps };
  if (operation.do === 'transact-registers') return { what: 'registers', steps: registerSteps.parse(operation).steps };
  return null;
}

export function isWrite([word]: Step): boolean {
  return word !== 'r';
}

/** Does the steps, and answers them with what was read. */
export function runSteps(tables: Tables, what: What, steps: readonly Step[]): readonly unknown[] {
  return what === 'lists'
    ? runLists(tables, listSteps.parse({ steps }))
    : runRegisters(tables, registerSteps.parse({ steps }));
}

/** Null where there is none. */
export function valueIn(tables: Tables, what: What, key: number): Value {
  const value = tables[what].get(key) ?? null;
  return Array.isArray(value) ? [...value] : value;
}

export function setValue({ lists, registers }: Tables, what: What, key: number, value: Value): void {
  if (value === null) (what === 'lists' ? lists : registers).delete(key);
  else if (typeof value === 'number') registers.set(key, value);
  else lists.set(key, [...value]);
}
