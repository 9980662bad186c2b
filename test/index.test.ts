/** The package as somebody else's program sees it. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as faultline from '../index.js';
import { root } from './house/files.js';

test('judges a history file with a model of the package, and with one of the user’s own', async () => {
  const path = join(root, 'test/histories/linearizable/hand-new-old-inversion-bad.ndjson');
  const { check, linearizable, modelNamed } = faultline;
  expect((await check(path, linearizable(modelNamed('register')))).valid).toBe(false);
  // A register that answers with anything it ever held is happy with less.
  const forgetful: faultline.Model<readonly unknown[]> = {
    ...modelNamed('register'),
    name: 'forgetful',
    init: [],
    step: (state, { f, input, output }) => {
      if (f === 'write') return [...state, input];
      return output === faultline.UNKNOWN || output === null || state.includes(output) ? state : faultline.ILLEGAL;
    },
    key: (state) => JSON.stringify(state),
  };
  expect((await check(path, linearizable(forgetful))).valid).toBe(true);
});

test('offers the contracts and the generators', () => {
  for (const name of ['defineTarget', 'defineWorkload', 'defineFault', 'DefiniteFailure', 'mix', 'rate', 'simulate']) {
    expect(faultline).toHaveProperty(name);
  }
});
