/** A fault that does not take, or does not heal, fails the run: it never passes quietly. */
import { expect, test } from 'vitest';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

interface Seen {
  readonly exitCode: number;
  readonly runError: { readonly code: string; readonly message: string } | null;
  readonly phases: readonly string[];
  readonly reason: string | null;
  /** From each healing to the next success of an operation that began after it, ms. */
  readonly againMs: readonly (number | null)[];
}

async function run(fault: string, sabotage: string): Promise<Seen> {
  const environment = { FAULTLINE_TEST_SABOTAGE: sabotage, FAULTLINE_TEST_FAULT: fault };
  return (await runInside('harness/run/sabotage-fixture.ts', ['etcd-server'], environment)) as Seen;
}

describePart('local', await missingForLocal(), 'a run whose injector does nothing', () => {
  // A sample of the catalogue; all of it is in docs/evidence.md.
  const sample = ['partition', 'kill', 'clock-jump'];
  test.concurrent.each(sample)(
    'is valid when nothing is sabotaged, and operations succeed again (%s)',
    async (fault) => {
      const { exitCode, phases, reason, againMs } = await run(fault, 'none');
      expect([exitCode, reason]).toEqual([0, null]);
      expect(phases).toContain('healed');
      expect(againMs.length).toBeGreaterThan(0);
      for (const ms of againMs) expect(ms ?? Number.POSITIVE_INFINITY).toBeLessThan(10_000);
    },
  );

  test.concurrent.each([
    ['partition', 'network', 'did not take effect: packets from'],
    ['partition', 'heal-network', 'did not heal: packets from'],
    ['loss', 'network', 'did not take effect: loss from'],
    ['kill', 'KILL', 'did not take effect: processes on'],
    ['pause', 'condition', 'did not take effect: processes on'],
    ['pause', 'heal-condition', 'did not heal: processes on'],
    ['clock-jump', 'condition', 'did not take effect: n'],
  ])('ends with exit 3 (%s, %s)', async (fault, sabotage, message) => {
    const { exitCode, runError, phases } = await run(fault, sabotage);
    expect(exitCode).toBe(3);
    expect(runError?.code).toBe('fault-not-effective');
    expect(runError?.message).toContain(message);
    expect(phases).toContain('failed');
  });
});
