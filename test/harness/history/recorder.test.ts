/** The recorder: what it holds in memory and what is on the disk are the same, whatever ends it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { FaultlineError } from '../../../harness/contracts/errors.js';
import type { History } from '../../../harness/contracts/history.js';
import { readHistory } from '../../../harness/history/read.js';
import { Recorder } from '../../../harness/history/recorder.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-recorder-'));
afterAll(() => rmSync(folder, { recursive: true }));

const events = (history: History): unknown[] =>
  Array.from({ length: history.length }, (_, index) => history.operation(index));

test('memory and disk hold the same events', async () => {
  let run = 0;
  const operation = fc.record({
    f: fc.string({ unit: 'grapheme', maxLength: 4 }),
    value: fc.jsonValue(),
    answer: fc.option(fc.jsonValue(), { nil: undefined }),
    type: fc.constantFrom('ok' as const, 'fail' as const, 'info' as const),
    error: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
    intended: fc.constantFrom(Number.NaN, 17),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 10 }), async (operations) => {
      const path = join(folder, `${run++}.ndjson`);
      const recorder = Recorder.create({ path });
      recorder.nemesis('kill', { fault: 'kill', id: 'f1', phase: 'inject', victims: ['n1'] }, 0);
      for (const [process, { f, value, answer, type, error, intended }] of operations.entries()) {
        const invocation = recorder.invoke(process, f, value, process * 10, intended, `n${process}`);
        recorder.complete(invocation, type, answer, error, process * 10 + 5);
      }
      recorder.close();
      const { history } = await readHistory(path);
      expect(events(history)).toEqual(events(recorder.toHistory()));
      expect(history.partners.subarray(0, history.length)).toEqual(
        recorder.toHistory().partners.subarray(0, history.length),
      );
    }),
    { numRuns: 200 },
  );
});

test('a completion without a value of its own carries its invocation’s', () => {
  const recorder = Recorder.create({ path: null });
  recorder.complete(recorder.invoke(0, 'write', [1, 'ü'], 0, Number.NaN, undefined), 'ok', undefined, undefined, 1);
  expect(recorder.toHistory().value(1)).toEqual([1, 'ü']);
});

test('a recorder that is killed loses at most what it was told in the last moment', async () => {
  const path = join(folder, 'killed.ndjson');
  const child = execa(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./recording-fixture.ts', import.meta.url)), path],
    {
      reject: false,
    },
  );
  // The fixture says how much it had recorded 300 ms ago.
  const told = await new Promise<number>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))),
  );
  child.kill('SIGKILL');
  await child;
  const { history } = await readHistory(path, { tornTail: 'drop' });
  expect(told).toBeGreaterThan(0);
  expect(history.length).toBeGreaterThanOrEqual(told);
});

test.skipIf(!existsSync('/dev/full'))('a full disk is told once, and recording in memory goes on', () => {
  const errors: FaultlineError[] = [];
  const recorder = Recorder.create({ path: '/dev/full', onError: (error) => errors.push(error) });
  for (let round = 0; round < 3; round += 1) {
    recorder.invoke(round, 'read', null, round, Number.NaN, undefined);
    recorder.flush();
  }
  recorder.close();
  expect(errors.map(({ code }) => code)).toEqual(['history-write']);
  expect(recorder.toHistory().length).toBe(3);
});

test('a file that cannot be made is an error with a hint', () => {
  expect(() => Recorder.create({ path: join(folder, 'no', 'such', 'folder') })).toThrow('cannot be written');
});

test('lines on the disk are in the documented order of keys', () => {
  const path = join(folder, 'order.ndjson');
  const recorder = Recorder.create({ path });
  recorder.invoke(3, 'cas', [1, [2, 3]], 1_234.6, 1_000, 'n1');
  recorder.close();
  expect(readFileSync(path, 'utf8')).toBe(
    '{"index":0,"time":1235,"type":"invoke","process":3,"f":"cas","value":[1,[2,3]],"intendedTime":1000,"node":"n1"}\n',
  );
});
