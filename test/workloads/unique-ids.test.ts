/** The unique-ids workload on a correct generator of ids: silent when right, caught whenever an id was given out twice. */
import { test } from 'vitest';
import { uniqueIds } from '../../workloads/unique-ids.js';
import { idsStore } from './virtual/ids-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';

const setting = { workload: uniqueIds, store: idsStore, ratePerS: 500 };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent(setting));

test('duplicate-id is caught whenever it was told', () => isCaught('duplicate-id', 'unique-ids', setting));
