/** Swarm: every seed its own subset of what the cluster can do, and never what does not heal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawSchedule, drawSwarm, lasts, plainEntry } from '../../../../harness/run/schedule/index.js';
import { crashStop, faults, kill, partition } from './faults.js';

type Options = Omit<Parameters<typeof drawSwarm>[0], 'seed'>;

const all: Options = { faults, available: () => true, entries: [], intervalMs: 10_000 };
const singles = (seed: number, more: Partial<Options> = {}): readonly string[] =>
  drawSwarm({ ...all, ...more, seed })
    .entries.filter(({ choices }) => choices.length === 1)
    .map(({ name }) => name);

test('a seed always gives the same: some of what is available, one at least, within its intensities', () => {
  const missing = fc.subarray(faults.map(({ name }) => name));
  fc.assert(
    fc.property(fc.nat(), missing, (seed, names) => {
      const options = { ...all, available: ({ name }: { name: string }) => !names.includes(name), seed };
      if (faults.every((fault) => lasts(fault) || !options.available(fault))) {
        expect(() => drawSwarm(options)).toThrow('there is no fault that this cluster can do');
        return;
      }
      const swarm = drawSwarm(options);
      expect(drawSwarm(options)).toEqual(swarm);
      expect(swarm.entries.length).toBeGreaterThan(0);
      const used = swarm.entries.flatMap(({ choices }) => choices.map(({ fault }) => fault.name));
      for (const name of used) expect([...names, 'crash-stop']).not.toContain(name);
      expect(swarm.durationShare).toBeGreaterThanOrEqual(0.2);
      expect(swarm.durationShare).toBeLessThanOrEqual(0.95);
      expect(swarm.intervalMs).toBeGreaterThanOrEqual(5_000);
      const schedule = drawSchedule({ ...swarm, timeMs: 60_000, seed });
      expect(schedule.length).toBeGreaterThan(0);
      for (const { fault } of schedule) expect(used).toContain(fault);
    }),
  );
});

test('over many seeds each fault is there half the time, in every combination, mix and spacing', () => {
  const seeds = Array.from({ length: 1_000 }, (_, seed) => seed);
  const subsets = seeds.map((seed) => singles(seed).join(' '));
  for (const name of ['partition', 'kill', 'pause', 'clock-jump']) {
    const share = subsets.filter((subset) => subset.split(' ').includes(name)).length / seeds.length;
    // One half, and a little more because nothing at all is not allowed; five standard deviations of chance.
    expect(share).toBeGreaterThan(0.42);
    expect(share).toBeLessThan(0.62);
  }
  expect(new Set(subsets).size).toBe(2 ** 4 - 1);
  const swarms = seeds.map((seed) => drawSwarm({ ...all, seed }));
  const kinds = new Set(swarms.map(({ mix, spacing, entries }) => [mix, spacing, entries.some(isPair)].join()));
  expect(kinds.size).toBe(8);
});

test('a fault that is missing elsewhere changes nothing of the others', () => {
  for (let seed = 0; seed < 100; seed += 1) {
    const there = singles(seed);
    const without = singles(seed, { available: (fault) => fault !== partition });
    const rest = there.filter((name) => name !== 'partition');
    if (rest.length > 0) expect(without).toEqual(rest);
  }
});

test('what does not heal is known by its plan, and only there when it is named', () => {
  expect(faults.filter(lasts)).toEqual([crashStop]);
  for (let seed = 0; seed < 50; seed += 1) {
    expect(singles(seed)).not.toContain('crash-stop');
    expect(singles(seed)).not.toContain('corrupt');
    expect(singles(seed, { entries: [plainEntry(crashStop)] })).toContain('crash-stop');
    const named = singles(seed, { entries: [plainEntry(kill)] });
    expect(named.filter((name) => name === 'kill')).toHaveLength(1);
  }
});

function isPair({ choices }: { readonly choices: readonly unknown[] }): boolean {
  return choices.length > 1;
}
