/** Histories with the verdicts of Porcupine and Knossos. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { linearizable, modelNamed } from '../../../checkers/linearizable/index.js';
import { readHistory } from '../../../harness/history/read.js';
import { root } from '../../house/files.js';
import { describePart } from '../../setup/parts.js';
import { testBudget } from './budget.js';

const own = join(root, 'test/histories/linearizable');
const verdictSchema = z.record(z.string(), z.object({ valid: z.boolean(), model: z.string(), keyed: z.boolean() }));
const verdicts = verdictSchema.parse(JSON.parse(readFileSync(join(own, 'verdicts.json'), 'utf8')));

test.each(Object.entries(verdicts))('%s', async (name, { valid, model, keyed }) => {
  const { history } = await readHistory(join(own, name));
  const verdict = await linearizable(modelNamed(model)).check(history, { keyed, budget: testBudget() });
  expect(verdict.valid).toBe(valid);
});

/** Folders of histories with verdicts.json beside them, and the model that they are judged by. */
const shared = [
  ['etcd', 'cas-register', 'the etcd histories of Jepsen'],
  ['kv', 'kv', 'the key-value histories of Porcupine'],
] as const;

for (const [name, model, title] of shared) {
  const folder = join(root, '../shared/histories', name);
  const missing = existsSync(folder) ? null : `this clone has no histories of ${name} beside it`;

  describePart('shared-histories', missing, title, () => {
    const schema = z.record(z.string(), z.boolean());
    const expected =
      missing === null ? schema.parse(JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8'))) : {};

    test('every history has its verdict', () => {
      const files = readdirSync(folder).filter((file) => /\.(log|txt)$/.test(file));
      expect(Object.keys(expected).sort()).toEqual(files.sort());
    });

    test.each(Object.entries(expected))('%s', async (file, valid) => {
      const { history } = await readHistory(join(folder, file));
      const verdict = await linearizable(modelNamed(model)).check(history, { keyed: false, budget: testBudget() });
      expect(verdict.valid).toBe(valid);
    });
  });
}
