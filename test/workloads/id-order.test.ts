/** The id-order workload on a correct generator of ids: silent when right, caught whenever an id did not grow. */
import { test } from 'vitest';
import { idOrder } from '../../workloads/id-order.js';
import { idsStore } from './virtual/ids-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';

const setting = { workload: idOrder, store: idsStore, ratePerS: 500 };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent(setting));

test('smaller-id is caught whenever it was told', () => isCaught('smaller-id', 'id-order', setting));
