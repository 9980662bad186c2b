/** The lease workload on lock services in memory: fencing holds though leases run out, and lies are caught. */
import { expect, test } from 'vitest';
import { fencing } from '../../checkers/fencing/index.js';
import { mutualExclusion } from '../../checkers/mutual-exclusion/index.js';
import { lease } from '../../workloads/lease.js';
import { lockStore } from './virtual/lock-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { judged, runVirtually } from './virtual/run.js';
import { FOUL } from './virtual/world.js';

const options = { names: 2, holdMs: 10, workMs: 2, retryMs: 2, pauseMs: 30, pauseChance: 0.1 };
const forEver = { workload: lease, store: lockStore(), options, timeMs: 200 };
const running = { ...forEver, store: lockStore(20) };
/** A lock is held for ever by whoever lost the answer, so the weather is fair. */
const fair = { weather: { requestLost: 0, answerLost: 0, late: 0, refused: 0.01 } };

test('both properties hold where no lease runs out', () => staysSilent({ ...forEver, ...fair, timeMs: 100 }, 200));

test('fencing holds where leases run out, and mutual exclusion does not: holders pause for longer', async () => {
  const seen = { excluded: 0, overlapping: 0 };
  for (let seed = 0; seed < 150; seed += 1) {
    const { history } = await runVirtually({ ...running, weather: FOUL, seed });
    const { valid, anomalies } = await judged(fencing, history, false);
    expect([seed, valid, anomalies]).toEqual([seed, true, []]);
    const isExcluded = (await judged(mutualExclusion, history, false)).valid === true;
    seen[isExcluded ? 'excluded' : 'overlapping'] += 1;
  }
  expect(seen.overlapping).toBeGreaterThan(50);
});

test.each(['stale-store', 'stale-token'])('fencing catches every %s', async (plant) => {
  await isCaught(plant, 'fencing', { ...running, timeMs: 400 }, { everyNth: 1, runs: 20 });
  await isCaught(plant, 'fencing', { ...running, timeMs: 400 }, { everyNth: 2, runs: 20 });
});

test('mutual exclusion catches every double-grant', () =>
  isCaught('double-grant', 'mutual-exclusion', forEver, { everyNth: 2, runs: 20 }));
