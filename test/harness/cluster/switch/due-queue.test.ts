/** Frames leave the queue by their moment, and in the order they came where that is the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueQueue } from '../../../../harness/cluster/switch/due-queue.js';

/** A due moment that is pushed, or null for a shift. */
const steps = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: null, freq: 2 }), { maxLength: 300 });

test('is a list kept in order', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new DueQueue(300);
      const list: { slot: number; dueMs: number }[] = [];
      for (const [slot, dueMs] of all.entries()) {
        if (dueMs === null) expect(queue.shift()).toBe(list.shift()?.slot ?? -1);
        else {
          queue.push(slot, dueMs);
          const behind = list.findIndex((other) => other.dueMs > dueMs);
          list.splice(behind < 0 ? list.length : behind, 0, { slot, dueMs });
        }
        expect(queue.size).toBe(list.length);
        expect(queue.nextMs).toBe(list[0]?.dueMs ?? Number.POSITIVE_INFINITY);
      }
      for (const { slot } of list) expect(queue.shift()).toBe(slot);
      expect(queue.shift()).toBe(-1);
    }),
    { numRuns: 500 },
  );
});

test('says so when it is full', () => {
  const queue = new DueQueue(1);
  queue.push(1, 1);
  expect(() => queue.push(2, 2)).toThrow(RangeError);
});
