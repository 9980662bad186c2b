/** The workloads of sequences on correct ones in memory: silent when right, caught whenever a lie was told. */
import { describe, test } from 'vitest';
import { monotonic } from '../../workloads/monotonic.js';
import { sequentialIncrements } from '../../workloads/sequential-increments.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { sequenceStore } from './virtual/sequence-store.js';

describe.each([
  { workload: sequentialIncrements, property: 'increments', plants: ['duplicate-increment', 'nonmonotonic-read'] },
  { workload: monotonic, property: 'monotonic', plants: ['nonmonotonic-read'] },
])('$workload.name', ({ workload, property, plants }) => {
  const setting = { workload, store: sequenceStore };

  test('is silent on a correct store, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 50 }));

  test.each(plants)('catches every %s', async (plant) => {
    await isCaught(plant, property, setting, { everyNth: 3, runs: 20 });
    await isCaught(plant, property, setting, { everyNth: 19, runs: 20 });
  });
});
