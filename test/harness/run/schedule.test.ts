/** Schedules: the same for a seed, within the run, every kind as often as the others; and how they are played. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScheduledFault } from '../../../harness/contracts/fault.js';
import { checkSchedule, drawSchedule } from '../../../harness/run/schedule.js';
import { playSchedule } from '../../../harness/run/schedule-player.js';
import { faults } from '../../../nemeses/index.js';

const named = (name: string) => {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`no fault ${name}`);
  return found;
};

test('a schedule is drawn from its seed, lies within the run, and leaves time to recover', () => {
  const options = fc.record({
    timeMs: fc.integer({ min: 500, max: 600_000 }),
    intervalMs: fc.integer({ min: 200, max: 60_000 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(options, (chosen) => {
      const schedule = drawSchedule({ faults, ...chosen });
      expect(drawSchedule({ faults, ...chosen })).toEqual(schedule);
      expect(schedule.length).toBeGreaterThan(0);
      expect(checkSchedule(JSON.parse(JSON.stringify(schedule)), named)).toEqual(schedule);
      const ends = schedule.map(({ when, durationMs }) => when.atMs + durationMs);
      for (const [index, { when, durationMs }] of schedule.entries()) {
        expect(durationMs).toBeGreaterThan(0);
        expect(ends[index]).toBeLessThanOrEqual(chosen.timeMs);
        if (index > 0) expect(when.atMs).toBeGreaterThanOrEqual(ends[index - 1] ?? 0);
      }
      const counts = faults.map(({ name }) => schedule.filter(({ fault }) => fault === name).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});

test('other seeds give other schedules, and no faults give none', () => {
  const base = { faults, timeMs: 60_000, intervalMs: 10_000 };
  expect(drawSchedule({ ...base, seed: 1 })).not.toEqual(drawSchedule({ ...base, seed: 2 }));
  expect(drawSchedule({ ...base, faults: [], seed: 1 })).toEqual([]);
});

test('a schedule with an id twice or parameters that its fault does not know is an error', () => {
  const entry: ScheduledFault = { id: 'f1', fault: 'kill', parameters: {}, when: { atMs: 0 }, durationMs: 1, seed: 0 };
  expect(() => checkSchedule([entry, entry], named)).toThrow('names the id f1 twice');
  expect(() => checkSchedule([{ ...entry, parameters: { victim: 'n1' } }], named)).toThrow("the schedule's f1 (kill)");
});

/** A controller that writes down when it was asked for what. */
function noting(began: number): {
  readonly asked: string[];
  inject(fault: ScheduledFault): Promise<boolean>;
  heal(id: string): Promise<void>;
} {
  const asked: string[] = [];
  const at = (): number => Math.round((performance.now() - began) / 50) * 50;
  return {
    asked,
    inject: async ({ id }) => {
      asked.push(`inject ${id} ${at()}`);
      return id !== 'nobody';
    },
    heal: async (id) => void asked.push(`heal ${id} ${at()}`),
  };
}

const entry = (id: string, atMs: number, durationMs: number): ScheduledFault => ({
  ...{ id, fault: 'kill', parameters: {}, seed: 0 },
  when: { atMs },
  durationMs,
});

test('faults begin and end at their moments, as many at once as there are, and what was skipped is not healed', async () => {
  const began = performance.now();
  const controller = noting(began);
  const schedule = [entry('a', 50, 200), entry('b', 100, 50), entry('nobody', 0, 10)];
  const elapsedMs = (): number => performance.now() - began;
  await playSchedule({ schedule, controller, elapsedMs, signal: new AbortController().signal });
  expect(controller.asked.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    ...['inject nobody', 'inject a', 'inject b', 'heal b', 'heal a'],
  ]);
});

test('an abort ends the play at once and leaves the healing to others', async () => {
  const began = performance.now();
  const controller = noting(began);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 60);
  const elapsedMs = (): number => performance.now() - began;
  await playSchedule({
    schedule: [entry('a', 0, 60_000), entry('b', 60_000, 1)],
    controller,
    elapsedMs,
    signal: stop.signal,
  });
  expect(controller.asked).toHaveLength(1);
});
