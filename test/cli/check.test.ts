/** `faultline check`: with a model of the user's own, as it stands in docs/checking.md; and of transactions. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
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

describe('transactions', () => {
  // Write skew, as Jepsen writes it.
  const op = (type: string, process: number, time: number, value: string): string =>
    `{:type :${type}, :process ${process}, :f :txn, :time ${time}, :value ${value}}`;
  const lines = [
    op('invoke', 0, 0, '[[:r :x nil] [:append :y 1]]'),
    op('invoke', 1, 1, '[[:r :y nil] [:append :x 1]]'),
    op('ok', 0, 2, '[[:r :x []] [:append :y 1]]'),
    op('ok', 1, 3, '[[:r :y []] [:append :x 1]]'),
  ];
  writeFileSync(join(folder, 'skew.edn'), lines.join('\n'));

  test('names what holds, what does not, and the anomaly with its operations', async () => {
    const { exitCode, stdout } = await check('skew.edn', '--property', 'transactions', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      property: 'transactions',
      operations: 2,
      levels: { serializable: false, 'snapshot-isolation': true, 'strict-serializable': false },
      strongest: ['strong-snapshot-isolation'],
      weakestViolated: ['repeatable-read', 'serializable'],
      anomalies: [{ type: 'G2-item', also: ['write-skew'], operations: [0, 1], picture: { kind: 'cycle' } }],
    });
  });

  test('tells it in words', async () => {
    const { stdout } = await check('skew.edn', '--property', 'transactions');
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('transactions (strict-serializable) is violated');
    expect(text).toContain('T1 must precede T2, for T1 read [] of key "x" and so did not see 1, which T2 appended');
  });

  test('passes a claim that allows it, and says what it saw', async () => {
    const { exitCode, stdout } = await check('skew.edn', '--property', 'transactions', '--level', 'snapshot-isolation');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('seen, but not barred  G2-item')]);
  });
});
