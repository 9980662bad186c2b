/** Faults overlap as they like: what is in force is always exactly the leases that are left, as measured. */
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

const seenSchema = z.object({
  flaps: z.array(z.number()),
  afterCrash: z.string(),
  killedAgain: z.boolean(),
  retired: z.array(z.string()),
  steps: z.record(z.string(), z.string()),
  again: z.array(z.boolean()),
  onDead: z.boolean(),
  failures: z.array(z.string()),
  audit: z.array(z.string()),
  phases: z.array(z.string()),
  skipped: z.array(z.string()),
  crashes: z.number(),
});

describePart('local', await missingForLocal(), 'overlapping faults', () => {
  let seen: z.infer<typeof seenSchema>;
  beforeAll(async () => {
    seen = seenSchema.parse(await runInside('harness/run/faults-fixture.ts'));
  });

  const isolated = 'n1>n2 n2>n1 n2>n3 n3>n2';
  const all = `gone running running | ${isolated}`;

  test('a node that is killed and paused at once is gone, and comes back paused when only the kill heals', () => {
    expect(seen.steps).toMatchObject({
      'all, then kill,cut,pause': all,
      'healed kill of kill,cut,pause': `stopped running running | ${isolated}`,
      'healed kill,cut of kill,cut,pause': `stopped running running | ${isolated}`,
      'healed kill,cut,pause of kill,cut,pause': `running running running | ${isolated}`,
    });
  });

  test('a pause that heals while its node is down changes nothing, and does not come back with it', () => {
    expect(seen.steps).toMatchObject({
      'healed pause of pause,kill,cut': all,
      'healed pause,kill of pause,kill,cut': `running running running | ${isolated}`,
    });
  });

  test('a link that two faults cut stays cut until both have healed', () => {
    expect(seen.steps).toMatchObject({
      'healed cut of cut,pause,kill': all,
      'healed cut,pause,kill of cut,pause,kill': `running running running | ${isolated}`,
    });
  });

  test('the empty state is a clean cluster, in whatever order one came there, and healing twice is nothing', () => {
    const clean = Object.entries(seen.steps).filter(([name]) => name.startsWith('clean'));
    expect(clean.map(([, state]) => state)).toEqual(Array(5).fill('running running running | '));
    expect(seen.audit).toEqual([]);
  });

  test('a fault that flaps is there and gone in turns, as measured', () => {
    expect(seen.flaps).toEqual([4, 0, 4, 0]);
  });

  test('a node that crashed for good stays away when its fault heals', () => {
    expect(seen.afterCrash).toBe('running running gone | ');
    expect(seen.retired).toEqual(['n3']);
    expect(seen.killedAgain).toBe(false);
  });

  test('each fault is written down before it is applied, proven after, and healed', () => {
    expect(seen.phases).toEqual(['inject', 'injected', 'verified', 'heal', 'healed']);
  });

  test('a fault whose victim is in that state already, or has died, is skipped and says why', () => {
    expect(seen.again).toEqual([true, false]);
    expect(seen.onDead).toBe(false);
    expect(seen.skipped).toEqual([
      'its victims were already in that state',
      'its victims were already in that state',
      'the processes on n1 had ended by themselves',
    ]);
    expect(seen.crashes).toBe(2);
  });

  test('what had ended while it was starved can be measured on, and healed', () => {
    expect(seen.failures).toEqual([]);
    expect(seen.audit).toEqual([]);
  });
});
