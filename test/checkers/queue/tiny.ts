/** Tiny random histories of a queue: what a correct one would answer, now and then falsified. */
import fc from 'fast-check';
import type { Operation } from '../../../harness/contracts/operation.js';

/** What may be drawn. */
export interface TinyOptions {
  readonly maxLength: number;
  /** Elements may be enqueued more than once. */
  readonly repeats: boolean;
  readonly drains: boolean;
}

const PROCESSES = 3;

/**
 * At each step one process begins an operation or ends the one it is in; after an unknown outcome it does nothing any
 * more. All have their effect when they end, or when they begin. What ends it is, more often than not, a dequeue or two.
 */
export function tinyQueues({ maxLength, repeats, drains }: TinyOptions): fc.Arbitrary<readonly Operation[]> {
  const step = fc.record({
    process: fc.nat(PROCESSES - 1),
    f: fc.constantFrom('enqueue', 'enqueue', 'dequeue', 'dequeue', drains ? 'drain' : 'dequeue'),
    outcome: fc.constantFrom<Operation['type']>('ok', 'ok', 'ok', 'ok', 'ok', 'fail', 'info'),
    lie: fc.nat(24),
    pick: fc.nat(20),
  });
  return fc.array(step, { minLength: 4, maxLength }).map((steps) => {
    const events: Operation[] = [];
    const doing = new Map<number, Operation>();
    const gone = new Set<number>();
    const queue: number[] = [];
    let enqueued = 0;
    for (const { process, f, outcome, lie, pick } of steps) {
      if (gone.has(process)) continue;
      const index = events.length;
      const at = { index, time: index * 1e6, process };
      const begun = doing.get(process);
      if (begun === undefined) {
        const isRepeat = repeats && enqueued > 0 && pick < 6;
        if (f === 'enqueue' && !isRepeat) enqueued += 1;
        const value = f !== 'enqueue' ? null : isRepeat ? 1 + (pick % enqueued) : enqueued;
        const event: Operation = { ...at, type: 'invoke', f, value };
        events.push(event);
        doing.set(process, event);
        continue;
      }
      doing.delete(process);
      if (outcome === 'info') gone.add(process);
      const hasEffect = outcome === 'ok' || (outcome === 'info' && pick % 2 === 0);
      const falsified = outcome === 'ok' ? lie : 99;
      let { value } = begun;
      if (begun.f === 'enqueue') {
        if (hasEffect && falsified > 3) queue.push(Number(value));
      } else if (hasEffect) {
        const taken = queue.splice(0, begun.f === 'drain' ? queue.length : 1);
        if (falsified === 0) taken.splice(0, 1, 1 + (pick % (enqueued + 1)));
        if (falsified === 1) taken.shift();
        if (falsified === 2 && taken[0] !== undefined) queue.push(taken[0]);
        if (outcome === 'ok') value = begun.f === 'drain' ? taken : (taken[0] ?? null);
      }
      events.push({ ...at, type: outcome, f: begun.f, value });
    }
    return events;
  });
}
