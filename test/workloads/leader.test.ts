/** The leader workload on a correct cluster in memory: silent when right, caught whenever a term had two leaders. */
import { test } from 'vitest';
import { leader } from '../../workloads/leader.js';
import { leaderStore } from './virtual/leader-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';

const setting = { workload: leader, store: leaderStore, ratePerS: 500 };

test('is silent on a correct cluster, whatever is lost on the way', () => staysSilent(setting));

test('second-leader is caught whenever it was told', () => isCaught('second-leader', 'leader', setting));
