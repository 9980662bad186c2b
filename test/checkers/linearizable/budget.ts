/** A generous budget on the real clock. */
import type { Budget } from '../../../harness/contracts/checker.js';

export function testBudget(timeMs = 20_000): Budget {
  return { now: () => performance.now(), deadlineMs: performance.now() + timeMs, memoryBytes: 2 ** 31, parallelism: 1 };
}
