/** A transaction of a simulated database, from what the client asks to what it is told, and as JSON. */
import type { Key, KeyPool } from './keys.js';
import type { Shape } from './shape.js';

export interface Micro {
  readonly key: Key;
  /** What it writes; null for a read. */
  readonly value: number | null;
  /** JSON of what it read. */
  answer: string;
}

export interface Transaction {
  /** Which of the processes' threads it runs on; stays the same where the process number does not. */
  readonly thread: number;
  readonly micros: readonly Micro[];
  readonly isReadOnly: boolean;
  /** The number of the last commit that it sees, where its database gives it a snapshot. */
  snapshot: number;
}

/** The next transaction that a client asks for. */
export function planTransaction(shape: Shape, thread: number, keys: KeyPool, random: () => number): Transaction {
  const { minOperations, maxOperations, readFraction } = shape;
  const count = minOperations + Math.floor(random() * (maxOperations - minOperations + 1));
  const micros: Micro[] = [];
  for (let place = 0; place < count; place += 1) {
    const at = random();
    const { key, value } = random() < readFraction ? { key: keys.toRead(at), value: null } : keys.toWrite(at);
    micros.push({ key, value, answer: 'null' });
  }
  return { thread, micros, isReadOnly: micros.every(({ value }) => value === null), snapshot: 0 };
}

/** What the transaction wrote to a key before the micro-operation at `place`. */
export function ownWrites({ micros }: Transaction, key: Key, place: number): readonly number[] {
  const own: number[] = [];
  for (let at = 0; at < place; at += 1) {
    const micro = micros[at]!;
    if (micro.key === key && micro.value !== null) own.push(micro.value);
  }
  return own;
}

/** The transaction as it was asked for, or as it was answered. */
export function toJson({ micros }: Transaction, write: 'append' | 'w', isAnswered: boolean): string {
  let text = '[';
  for (const { key, value, answer } of micros) {
    if (text.length > 1) text += ',';
    if (value !== null) text += `["${write}",${key.name},${value}]`;
    else text += `["r",${key.name},${isAnswered ? answer : 'null'}]`;
  }
  return `${text}]`;
}
