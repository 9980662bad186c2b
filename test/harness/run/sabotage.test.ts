/** A fault that does not take, or does not heal, fails the run: it never passes quietly. */
import { expect, test } from 'vitest';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

interface Seen {
  readonly exitCode: number;
  readonly runError: { readonly code: string; readonly message: string } | null;
  readonly phases: readonly string[];
  readonly reason: string | null;
}

async function run(fault: string, sabotage: string): Promise<Seen> {
  const environment = { FAULTLINE_TEST_SABOTAGE: sabotage, FAULTLINE_TEST_FAULT: fault };
  return (await runInside('harness/run/sabotage-fixture.ts', ['etcd-server'], environment)) as Seen;
}

describePart('local', await missingForLocal(), 'a run whose injector does nothing', () => {
  test.each(['partition', 'kill', 'pause'])('is valid when nothing is sabotaged (%s)', async (fault) => {
    const { exitCode, phases, reason } = await run(fault, 'none');
    expect([exitCode, reason]).toEqual([0, null]);
    expect(phases).toContain('healed');
  });

  test.each([
    ['partition', 'cuts', 'did not take effect: packets from'],
    ['partition', 'heal-cuts', 'did not heal: packets from'],
    ['kill', 'KILL', 'did not take effect: processes on'],
    ['pause', 'STOP', 'did not take effect: processes on'],
    ['pause', 'CONT', 'did not heal: processes on'],
  ])('ends with exit 3 (%s, %s)', async (fault, sabotage, message) => {
    const { exitCode, runError, phases } = await run(fault, sabotage);
    expect(exitCode).toBe(3);
    expect(runError?.code).toBe('fault-not-effective');
    expect(runError?.message).toContain(message);
    expect(phases).toContain('failed');
  });
});
