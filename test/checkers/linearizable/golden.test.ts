/** Histories with the verdicts of Porcupine and Knossos. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { linearizable, modelNamed } from '../../../checkers/linearizable/index.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
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

const shared = join(root, '../shared/histories/etcd');
const missing = existsSync(shared) ? null : 'this clone has no histories of the etcd runs beside it';

describePart('shared-histories', missing, 'the etcd histories of Jepsen', () => {
  const expected =
    missing === null
      ? z.record(z.string(), z.boolean()).parse(JSON.parse(readFileSync(join(shared, 'verdicts.json'), 'utf8')))
      : {};
  const files = missing === null ? readdirSync(shared).filter((name) => name.endsWith('.log')) : [];

  test.each(files)('%s', async (name) => {
    const history = historyFromOperations(jepsenLog(readFileSync(join(shared, name), 'utf8')));
    const model = modelNamed('cas-register');
    const verdict = await linearizable(model).check(history, { keyed: false, budget: testBudget() });
    expect(verdict.valid).toBe(expected[name]);
  });
});

/** Lines such as `INFO  jepsen.util - 4	:invoke	:cas	[1 2]`; a nil read is an answer, a timed-out one is none. */
function jepsenLog(text: string): OperationDraftRow[] {
  return text.split('\n').flatMap((line) => {
    const match = /jepsen\.util - (\d+)\s+:(invoke|ok|fail|info)\s+:(\w+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, process, type, f = '', value = ''] = match;
    const parsed: unknown = value.startsWith(':') || value === 'nil' ? null : JSON.parse(value.replace(' ', ','));
    return [{ process: Number(process), type: type as OperationDraftRow['type'], f, value: parsed }];
  });
}
