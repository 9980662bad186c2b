/** How schedules are played: each fault at its moment, as many at once as there are. */
import { expect, test } from 'vitest';
import type { ScheduledFault } from '../../../harness/contracts/fault.js';
import { playSchedule } from '../../../harness/run/schedule-player.js';

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
