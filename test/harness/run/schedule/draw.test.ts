/** Drawn schedules: the same for a seed, within the run, every entry as often as the others. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScheduledFault } from '../../../../harness/contracts/fault.js';
import {
  drawSchedule,
  type FaultEntry,
  plainEntry,
  readHandWritten,
  type ScheduleOptions,
} from '../../../../harness/run/schedule/index.js';
import { clockJump, faultNamed, kill, partition, pause } from './faults.js';

const together: FaultEntry = {
  name: 'partition+kill',
  choices: [
    { fault: partition, fixed: {} },
    { fault: kill, fixed: {} },
  ],
};
const entries: readonly FaultEntry[] = [plainEntry(partition), plainEntry(kill), plainEntry(pause)];

const runs = fc
  .record({
    timeMs: fc.integer({ min: 500, max: 600_000 }),
    intervalMs: fc.integer({ min: 200, max: 60_000 }),
    seed: fc.nat(),
    spacing: fc.constantFrom('even' as const, 'uneven' as const),
  })
  // A hundred faults show what thousands would.
  .map((run) => ({ ...run, intervalMs: Math.max(run.intervalMs, Math.ceil(run.timeMs / 100)) }));

const endOf = ({ when, durationMs }: ScheduledFault): number => when.atMs + durationMs;
const countOf = (schedule: readonly ScheduledFault[], fault: string): number =>
  schedule.filter((each) => each.fault === fault).length;

/** What every schedule keeps, however it is drawn. */
function expectSound(schedule: readonly ScheduledFault[], options: ScheduleOptions, quietMs: number): void {
  expect(drawSchedule(options)).toEqual(schedule);
  expect(schedule.length).toBeGreaterThan(0);
  expect(new Set(schedule.map(({ id }) => id)).size).toBe(schedule.length);
  for (const fault of schedule) {
    expect(fault.durationMs).toBeGreaterThan(0);
    // Moments are whole ms, quiet times need not be.
    expect(fault.when.atMs).toBeGreaterThan(quietMs - 1);
    expect(endOf(fault)).toBeLessThan(options.timeMs - quietMs + 1);
  }
  const stored: unknown = JSON.parse(JSON.stringify(schedule));
  const { timeMs, seed } = options;
  expect(readHandWritten(stored, { faultNamed, timeMs, seed, nodes: 5 })).toEqual(schedule);
}

describe('in turn', () => {
  test('one comes after the other, each as often as the others, and the run has a quiet beginning and end', () => {
    fc.assert(
      fc.property(runs, (chosen) => {
        const options = { ...chosen, entries };
        const schedule = drawSchedule(options);
        const quietMs = Math.min(3_000, chosen.timeMs / 10, chosen.intervalMs / 2, chosen.timeMs / 6);
        expectSound(schedule, options, quietMs);
        for (const [index, fault] of schedule.entries()) {
          if (index > 0) expect(fault.when.atMs).toBeGreaterThanOrEqual(endOf(schedule[index - 1] ?? fault));
        }
        const counts = entries.map(({ name }) => countOf(schedule, name));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('quiet times and durations that were asked for are kept', () => {
    const asked = fc.record({
      timeMs: fc.integer({ min: 20_000, max: 120_000 }),
      intervalMs: fc.integer({ min: 200, max: 60_000 }),
      quietMs: fc.integer({ min: 0, max: 8_000 }),
      min: fc.integer({ min: 1, max: 3_000 }),
      more: fc.integer({ min: 0, max: 30_000 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(asked, ({ min, more, ...chosen }) => {
        const options = { ...chosen, entries, durationMs: { min, max: min + more } };
        const schedule = drawSchedule(options);
        expectSound(schedule, options, chosen.quietMs);
        for (const [index, fault] of schedule.entries()) {
          expect(fault.durationMs).toBeGreaterThanOrEqual(min);
          expect(fault.durationMs).toBeLessThanOrEqual(min + more);
          if (index > 0) expect(fault.when.atMs).toBeGreaterThanOrEqual(endOf(schedule[index - 1] ?? fault));
        }
      }),
    );
  });

  test('one that is as long as its interval ends as the next one begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30_000, max: 90_000 }), fc.nat(), (timeMs, seed) => {
        const schedule = drawSchedule({
          entries,
          timeMs,
          intervalMs: 1_001,
          durationMs: { min: 9_000, max: 9_000 },
          seed,
        });
        expect(schedule.length).toBeGreaterThan(1);
        for (const [index, fault] of schedule.entries()) {
          expect(fault.durationMs).toBe(9_000);
          if (index > 0) expect(fault.when.atMs).toBe(endOf(schedule[index - 1] ?? fault));
        }
      }),
    );
  });

  test('faults of one entry begin at the same moment, each with a duration and a seed of its own', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const schedule = drawSchedule({
          entries: [together, plainEntry(pause)],
          timeMs: 60_000,
          intervalMs: 10_000,
          seed,
        });
        const moments = (fault: string): readonly number[] =>
          schedule.filter((each) => each.fault === fault).map(({ when }) => when.atMs);
        expect(moments('kill').length).toBeGreaterThan(1);
        expect(moments('kill')).toEqual(moments('partition'));
        const pairs = schedule.filter(({ fault }) => fault !== 'pause');
        expect(new Set(pairs.map(({ durationMs }) => durationMs)).size).toBeGreaterThan(1);
        expect(new Set(pairs.map((fault) => fault.seed)).size).toBe(pairs.length);
        expect(Math.abs(moments('pause').length - moments('kill').length)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('other seeds give other schedules, no entries give none, and a fault that does not fit is an error', () => {
    const base = { entries, timeMs: 60_000, intervalMs: 10_000 };
    expect(drawSchedule({ ...base, seed: 1 })).not.toEqual(drawSchedule({ ...base, seed: 2 }));
    expect(drawSchedule({ ...base, entries: [], seed: 1 })).toEqual([]);
    const tooLong = { ...base, durationMs: { min: 55_000, max: 60_000 }, seed: 1 };
    expect(() => drawSchedule(tooLong)).toThrow('no fault of 55s fits into a run of 60s');
    for (const quietMs of [30_000, 40_000]) {
      expect(() => drawSchedule({ ...base, quietMs, seed: 1 })).toThrow('no fault fits into a run of 60s');
    }
    expect(() => drawSchedule({ ...base, intervalMs: 1, seed: 1 })).toThrow('more than 10000');
  });
});

describe('together', () => {
  test('several are in force at once, no entry overlaps itself, and none is left out', () => {
    fc.assert(
      fc.property(runs, (chosen) => {
        const options = { ...chosen, spacing: 'even' as const, entries, mix: 'together' as const };
        const schedule = drawSchedule(options);
        expectSound(schedule, options, Math.min(3_000, chosen.timeMs / 10, chosen.intervalMs / 2, chosen.timeMs / 6));
        const firsts = entries.map(({ name }) => schedule.find(({ fault }) => fault === name));
        const latest = Math.max(...firsts.map((first) => first?.when.atMs ?? Number.POSITIVE_INFINITY));
        for (const first of firsts) expect(first === undefined ? 0 : endOf(first)).toBeGreaterThanOrEqual(latest);
        for (const { name } of entries) {
          const own = schedule.filter(({ fault }) => fault === name);
          for (const [index, fault] of own.entries()) {
            if (index > 0) expect(fault.when.atMs).toBeGreaterThanOrEqual(endOf(own[index - 1] ?? fault));
          }
        }
      }),
    );
  });

  test('many entries each come at least once, at moments of their own', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...plainEntry(index % 2 === 0 ? kill : pause) }));
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('even' as const, 'uneven' as const), (seed, spacing) => {
        const options = { entries: many, mix: 'together' as const, spacing, timeMs: 60_000, intervalMs: 20_000, seed };
        const schedule = drawSchedule(options);
        expectSound(schedule, options, 3_000);
        expect(schedule.length).toBeGreaterThanOrEqual(many.length);
        expect(new Set(schedule.map(({ when }) => when.atMs)).size).toBeGreaterThan(many.length / 2);
      }),
    );
  });
});

test('what is fixed of an entry is there in every fault of it, and the rest is drawn', () => {
  const entry: FaultEntry = { name: 'clock-jump', choices: [{ fault: clockJump, fixed: { victims: 'n1' } }] };
  const schedule = drawSchedule({ entries: [entry], timeMs: 60_000, intervalMs: 5_000, seed: 3 });
  expect(new Set(schedule.map(({ parameters }) => parameters['victims']))).toEqual(new Set(['n1']));
  expect(new Set(schedule.map(({ parameters }) => parameters['offsetMs'])).size).toBeGreaterThan(3);
});
