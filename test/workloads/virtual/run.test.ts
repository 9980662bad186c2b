/** The virtual runs themselves: the same seed gives the same history, and time costs nothing. */
import { expect, test } from 'vitest';
import { register } from '../../../workloads/register.js';
import { registerStore } from './register-store.js';
import { judged, runVirtually } from './run.js';
import { FOUL } from './world.js';

const options = { workload: register, store: registerStore, weather: FOUL, timeMs: 3_000 } as const;

test('the same seed gives the same history, and another one another', async () => {
  const texts: string[] = [];
  for (const seed of [1, 1, 2]) {
    const { history } = await runVirtually({ ...options, seed });
    texts.push(JSON.stringify(Array.from({ length: history.length }, (_, index) => history.operation(index))));
    expect(history.length).toBeGreaterThan(1_000);
  }
  expect(texts[1]).toBe(texts[0]);
  expect(texts[2]).not.toBe(texts[0]);
});

test('what is lost on the way is of unknown outcome, and nothing false is found', async () => {
  const { history } = await runVirtually({ ...options, seed: 7 });
  const outcomes = new Set(Array.from({ length: history.length }, (_, index) => history.operation(index).type));
  expect([...outcomes].sort()).toEqual(['fail', 'info', 'invoke', 'ok']);
  expect((await judged(register.checker, history, register.keyed)).valid).toBe(true);
});

test('a lie is told, and caught', async () => {
  const { history, told } = await runVirtually({ ...options, seed: 3, plant: { name: 'stale-read', everyNth: 3 } });
  expect(told).toBeGreaterThan(0);
  expect((await judged(register.checker, history, register.keyed)).valid).toBe(false);
});
