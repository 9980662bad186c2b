/** Recorded histories of locks get the verdicts that are known of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fencing } from '../../../checkers/fencing/index.js';
import { mutualExclusion } from '../../../checkers/mutual-exclusion/index.js';
import { readHistory } from '../../../harness/history/read.js';
import { root } from '../../house/files.js';
import { testBudget } from '../linearizable/budget.js';

const folder = join(root, 'test/histories/locks');
const verdicts = z
  .record(z.string(), z.record(z.string(), z.boolean()))
  .parse(JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8')));

test.each(Object.entries(verdicts))('%s', async (file, known) => {
  const { history } = await readHistory(join(folder, file));
  for (const checker of [mutualExclusion, fencing]) {
    const { valid } = await checker.check(history, { keyed: false, budget: testBudget() });
    expect([checker.property, valid]).toEqual([checker.property, known[checker.property]]);
  }
});
