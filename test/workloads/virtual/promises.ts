/** What every workload keeps: silent when its store is right, whatever is lost on the way; caught whenever a lie was told. */
import { expect } from 'vitest';
import type { Checker } from '../../../harness/contracts/checker.js';
import type { AnyWorkload } from '../../../harness/contracts/workload.js';
import { judged, runVirtually, type VirtualRunOptions } from './run.js';
import { FOUL } from './world.js';

export type Setting = Omit<VirtualRunOptions, 'seed' | 'plant'>;

/** Virtual runs of a clean store. */
export const CLEAN_RUNS = 1_000;
/** Some hundred operations at most. */
const SHORT_MS = 150;

/** No alarm in a thousand runs in foul weather, by the workload's own property and by the others; nearly all prove something. */
export async function staysSilent(setting: Setting, runs = CLEAN_RUNS): Promise<void> {
  const checkers = [setting.workload.checker, ...(setting.workload.alsoJudgedBy ?? [])];
  const proven = new Map<string, number>();
  for (let seed = 0; seed < runs; seed += 1) {
    const { history } = await runVirtually({ weather: FOUL, timeMs: SHORT_MS, ...setting, seed });
    for (const checker of checkers) {
      const { property, valid, anomalies, reason } = await judged(checker, history, setting.workload.keyed);
      if (valid === false) expect([seed, property, anomalies]).toEqual([seed, property, []]);
      if (valid === true) proven.set(property, (proven.get(property) ?? 0) + 1);
      else if (seed < 3 && valid === 'unknown') expect(reason).toBeTypeOf('string');
    }
  }
  for (const { property } of checkers) {
    expect([property, (proven.get(property) ?? 0) >= runs * 0.9]).toEqual([property, true]);
  }
}

/** Every run in which the lie was told is violated, every other one is not; it is told in most of them. */
export async function isCaught(
  plant: string,
  property: string,
  setting: Setting,
  { runs = 40, everyNth = 3 }: { readonly runs?: number; readonly everyNth?: number } = {},
): Promise<void> {
  const checker = checkerOf(setting.workload, property);
  let lying = 0;
  for (let seed = 0; seed < runs; seed += 1) {
    const options = { timeMs: 2 * SHORT_MS, ...setting, seed, plant: { name: plant, everyNth } };
    const { history, told } = await runVirtually(options);
    if (told > 0) lying += 1;
    const { valid } = await judged(checker, history, setting.workload.keyed);
    expect([seed, told > 0, valid === false]).toEqual([seed, told > 0, told > 0]);
  }
  expect(lying).toBeGreaterThan(runs / 2);
}

function checkerOf({ checker, alsoJudgedBy = [] }: AnyWorkload, property: string): Checker {
  const found = [checker, ...alsoJudgedBy].find((each) => each.property === property);
  if (found === undefined) throw new Error(`the workload is not judged by ${property}`);
  return found;
}
