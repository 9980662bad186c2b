/** `faultline check` with a model of the user's own: the one in docs/checking.md, as it stands there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { root } from '../house/files.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...words: readonly string[]) =>
  execa(process.execPath, [join(root, 'dist/cli/main.js'), 'check', ...words], {
    cwd: folder,
    reject: false,
    timeout: 20_000,
  });

function writeHistory(name: string, reads: readonly number[]): void {
  const pairs = [1, 5, 3].map((value) => ({ f: 'write', value, answer: value }));
  const events = [...pairs, ...reads.map((answer) => ({ f: 'read', value: null, answer }))].flatMap(
    ({ f, value, answer }) => [
      { process: 0, type: 'invoke', f, value },
      { process: 0, type: 'ok', f, value: answer },
    ],
  );
  writeFileSync(join(folder, name), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

test('the model in the guide judges as the guide says', async () => {
  const guide = readFileSync(join(root, 'docs/checking.md'), 'utf8');
  const [, code = ''] = /```ts\n(.*?)```/s.exec(guide) ?? [];
  writeFileSync(join(folder, 'max.model.ts'), code.replace("'faultline'", JSON.stringify(join(root, 'dist/index.js'))));
  writeHistory('right.ndjson', [5, 5]);
  writeHistory('wrong.ndjson', [5, 3]);
  const words = ['--property', 'linearizable', '--model', './max.model.ts'];
  const right = await check('right.ndjson', ...words);
  expect([right.exitCode, right.stdout]).toEqual([0, expect.stringContaining('5 operations')]);
  const wrong = await check('wrong.ndjson', ...words);
  expect([wrong.exitCode, wrong.stdout]).toEqual([1, expect.stringContaining('answered 3')]);
});
