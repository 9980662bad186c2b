/** Which value of a key was certainly overwritten before an operation began: what plants of stale reads go by. */
import type { Invocation } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

/** A key, and what was written to it. */
export type Written<Value> = readonly [key: string, value: Value];

interface Key<Value> {
  /** Values in the order in which their writes were acknowledged. */
  readonly acknowledged: Value[];
  /** So many of the first of them were overwritten by a write that began after they were acknowledged, and is itself. */
  overwritten: number;
}

/** What was so of each key when an operation began. */
type Then = ReadonlyMap<string, { readonly acknowledged: number; readonly overwritten: number }>;

/**
 * A value is overwritten when its write was acknowledged before another write of the key began, which was acknowledged
 * before the operation at hand began. No order of the operations explains that anybody reads it then.
 *
 * An answer is recorded a moment after it has passed through a plant, and another operation may begin in that moment. So a
 * write counts as acknowledged only when its process begins the next operation.
 */
export class Overwritten<Value> {
  private readonly keys = new Map<string, Key<Value>>();
  private readonly begun = new Map<Process, Then>();
  private readonly answered = new Map<Process, readonly Written<Value>[]>();
  private readonly begunBefore = new Map<Process, Then>();

  /** Before every call: the keys that it is about. */
  begin(process: Process, keys: readonly string[]): void {
    const before = this.begunBefore.get(process);
    for (const [name, value] of this.answered.get(process) ?? []) {
      const key = this.keyOf(name);
      key.acknowledged.push(value);
      key.overwritten = Math.max(key.overwritten, before?.get(name)?.acknowledged ?? 0);
    }
    this.answered.delete(process);
    const then = new Map(
      keys.map((name) => {
        const { acknowledged, overwritten } = this.keyOf(name);
        return [name, { acknowledged: acknowledged.length, overwritten }] as const;
      }),
    );
    this.begun.set(process, then);
  }

  /** After an ok answer: what the operation wrote. */
  acknowledge(process: Process, writes: readonly Written<Value>[]): void {
    this.answered.set(process, writes);
    this.begunBefore.set(process, this.begun.get(process) ?? new Map());
  }

  /** A value that was overwritten before the operation of this process began; undefined where there is none. */
  staleFor(process: Process, name: string): Value | undefined {
    const overwritten = this.begun.get(process)?.get(name)?.overwritten ?? 0;
    return this.keyOf(name).acknowledged[overwritten - 1];
  }

  private keyOf(name: string): Key<Value> {
    const key = this.keys.get(name) ?? { acknowledged: [], overwritten: 0 };
    this.keys.set(name, key);
    return key;
  }
}
