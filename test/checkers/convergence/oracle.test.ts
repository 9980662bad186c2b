/** The checker of convergence says what the definition says of every tiny history, and each proof is complete. */
import { expect, test } from 'vitest';
import { convergence } from '../../../checkers/convergence/index.js';
import { converges } from '../../oracle/convergence.js';
import { agrees } from '../agrees.js';
import { tinyReplicas } from './tiny.js';

test('agrees with the definition', async () => {
  expect([...(await agrees(convergence, converges, tinyReplicas, 6_000)).keys()]).toEqual(['diverged']);
});
