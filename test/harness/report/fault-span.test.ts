/** What was never in force has no window, and nothing is in force outside of its own. */
import { describe, expect, test } from 'vitest';
import { inForceAt, verifiedOf } from '../../../harness/report/fault-span.js';
import { span, TO_NS } from './fault-spans.js';

describe('a fault', () => {
  test('is in force between its proof and its healing', () => {
    const pause = span('pause', 10, 20);
    expect([10, 11, 29, 30].map((timeNs) => inForceAt([pause], timeNs).length)).toEqual([0, 1, 1, 0]);
  });

  test('lasts to the end of the run where nobody healed it', () => {
    expect(verifiedOf(span('kill', 10, 20, 'in force'), TO_NS)).toEqual([11, TO_NS]);
  });

  test.each(['skipped', 'failed'] as const)('that was %s was never in force', (end) => {
    expect(verifiedOf(span('kill', 10, 20, end), TO_NS)).toBeNull();
    expect(inForceAt([span('kill', 10, 20, end)], 10)).toEqual([]);
  });
});
