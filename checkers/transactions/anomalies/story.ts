/**
 * Says in words why one transaction must come before another, and sees to it that what is said stands in the history: every
 * sentence is checked against the operations as they were recorded, not against what was made of them.
 */
import type { History } from '../../../harness/contracts/history.js';
import type { Resolved } from '../input/resolve.js';
import { ABORTED, COMMITTED, OPEN, type Transactions } from '../input/transactions.js';

/** Values that are shown of a list at most, from its end. */
const MAX_SHOWN = 6;
/** Characters of a label at most. */
const MAX_LABEL = 80;

type Micro = readonly [string, unknown, unknown];

export class Story {
  constructor(
    private readonly history: History,
    private readonly transactions: Transactions,
    private readonly resolved: Resolved,
  ) {}

  /** The event that invoked a transaction, by its number. */
  invocationOf(transaction: number): number {
    return this.transactions.invoked[transaction]!;
  }

  ownerOf(micro: number): number {
    return this.resolved.owners[micro]!;
  }

  /** "operation 812, process 3 on n2, at 12.345 s". */
  where(transaction: number): string {
    const { history, transactions } = this;
    const event = transactions.invoked[transaction]!;
    const node =
      history.node(event) ?? (history.partners[event]! < 0 ? undefined : history.node(history.partners[event]!));
    const time = this.history.hasTimes ? `, at ${(history.times[event]! / 1e9).toFixed(3)} s` : '';
    const outcome = transactions.outcomes[transaction];
    const unknown = outcome === COMMITTED ? '' : outcome === ABORTED ? ', failed' : ', of unknown outcome';
    return `operation ${event}, process ${transactions.sessions[transaction]!}${node === undefined ? '' : ` on ${node}`}${time}${unknown}`;
  }

  /** When a transaction ended, or began if it never came back; ns. */
  timeOf(transaction: number): number {
    const { invoked, completed } = this.transactions;
    return this.history.times[completed[transaction] === OPEN ? invoked[transaction]! : completed[transaction]!]!;
  }

  /** Its micro-operations, short enough for a picture. */
  label(transaction: number): string {
    const micros = this.microsOf(transaction).map(([kind, key, value]) => `${kind} ${text(key)} ${text(value)}`);
    const label = micros.join(', ');
    return label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL)}…` : label;
  }

  sayKey(key: number): string {
    return this.transactions.sayKey(key);
  }

  key(micro: number): string {
    const { transactions } = this;
    return transactions.sayKey(transactions.keys[micro]!);
  }

  value(atom: number): string {
    return this.transactions.sayValue(atom);
  }

  isList(micro: number): boolean {
    return this.transactions.isList[this.transactions.keys[micro]!] === 1;
  }

  /** "appended 5 to key 7" or "wrote 5 to key 7"; null when the history does not say so. */
  wrote(micro: number): string | null {
    const { transactions } = this;
    const value = this.value(transactions.values[micro]!);
    const isThere = this.microsOf(this.ownerOf(micro)).some(
      ([kind, key, written]) => kind !== 'r' && text(key) === this.key(micro) && text(written) === value,
    );
    if (!isThere) return null;
    return this.isList(micro)
      ? `appended ${value} to key ${this.key(micro)}`
      : `wrote ${value} to key ${this.key(micro)}`;
  }

  /** The value of a write, as text. */
  writtenValue(micro: number): string {
    return this.value(this.transactions.values[micro]!);
  }

  /** "read [1 2] of key 7"; null when the history does not say so. */
  read(micro: number): string | null {
    const seen = this.seen(micro);
    return seen === null ? null : `read ${seen} of key ${this.key(micro)}`;
  }

  /** The values that a read shows, as they were recorded; null when it is no read. */
  valuesRead(micro: number): readonly unknown[] | null {
    const transaction = this.ownerOf(micro);
    const place = micro - this.transactions.from[transaction]!;
    const [kind, key, value] = this.microsOf(transaction)[place] ?? ['', null, null];
    if (kind !== 'r' || text(key) !== this.key(micro)) return null;
    return value === null ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
  }

  private seen(micro: number): string | null {
    const values = this.valuesRead(micro);
    if (values === null) return null;
    if (!this.isList(micro)) return values.length === 0 ? 'null' : text(values[0]);
    const shown = values.slice(-MAX_SHOWN).map(text).join(' ');
    return `[${values.length > MAX_SHOWN ? `… ${shown}` : shown}]`;
  }

  private microsOf(transaction: number): readonly Micro[] {
    const event = this.transactions.invoked[transaction]!;
    const answer = this.transactions.completed[transaction]!;
    const value = this.history.value(this.transactions.outcomes[transaction] === COMMITTED ? answer : event);
    return Array.isArray(value) ? (value as Micro[]) : [];
  }
}

export function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
