/** A simulated history, parsed for tests: its events as they were written, and its transactions with what they read. */
import type { Shape } from '../../bench/transactions/shape.js';
import { simulateTransactions } from '../../bench/transactions/simulate.js';

export type MicroValue = readonly [kind: string, key: number, value: number | null | readonly number[]];

export interface RecordedEvent {
  readonly index: number;
  readonly time: number;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly process: number;
  readonly f: string;
  readonly value: readonly MicroValue[];
}

export interface Recorded {
  readonly invocation: RecordedEvent;
  readonly completion: RecordedEvent;
}

export const smallShape: Shape = {
  dataType: 'list-append',
  level: 'strict-serializable',
  transactions: 300,
  processes: 10,
  keys: 5,
  writesPerKey: 16,
  minOperations: 1,
  maxOperations: 4,
  readFraction: 0.5,
  abortRate: 0.1,
  unknownRate: 0.1,
  seed: 7,
  flaws: [],
};

export function linesOf(shape: Shape): string {
  let lines = '';
  simulateTransactions(shape, (batch) => {
    lines += batch;
  });
  return lines;
}

export function eventsOf(shape: Shape): readonly RecordedEvent[] {
  return linesOf(shape)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedEvent);
}

/** In order of their invocations. Throws where a process has two at a time, or one that never ends. */
export function recordedOf(events: readonly RecordedEvent[]): readonly Recorded[] {
  const open = new Map<number, RecordedEvent>();
  const done: Recorded[] = [];
  for (const event of events) {
    const invocation = open.get(event.process);
    if ((event.type === 'invoke') !== (invocation === undefined))
      throw new Error(`event ${event.index} is out of turn`);
    if (invocation === undefined) open.set(event.process, event);
    else {
      open.delete(event.process);
      done.push({ invocation, completion: event });
    }
  }
  if (open.size > 0) throw new Error(`${open.size} transactions never end`);
  return done.sort((left, right) => left.invocation.index - right.invocation.index);
}

/** What was read before the transaction wrote to that key itself: lists as they are, a register as a list of one or none. */
export function foreignReads({
  completion,
}: Recorded): readonly { readonly key: number; readonly seen: readonly number[] }[] {
  const written = new Set<number>();
  const reads: { key: number; seen: readonly number[] }[] = [];
  for (const [kind, key, value] of completion.value) {
    if (kind !== 'r') written.add(key);
    else if (!written.has(key))
      reads.push({ key, seen: value === null ? [] : typeof value === 'number' ? [value] : value });
  }
  return reads;
}

export function writesOf({ invocation }: Recorded): readonly { readonly key: number; readonly value: number }[] {
  return invocation.value.flatMap(([kind, key, value]) =>
    kind !== 'r' && typeof value === 'number' ? [{ key, value }] : [],
  );
}

export const succeeded = ({ completion }: Recorded): boolean => completion.type === 'ok';

/** The first was over before the second began. */
export const precedes = (first: Recorded, second: Recorded): boolean => first.completion.time < second.invocation.time;
