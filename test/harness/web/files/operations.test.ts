/** Operations on demand: found by place in files of any length, with their other half, wherever lines begin. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LineIndex } from '../../../../harness/web/files/line-index.js';
import { Operations } from '../../../../harness/web/files/operations.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-operations-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const history = (lines: readonly string[]): void => writeFileSync(join(folder, 'history.ndjson'), lines.join('\n'));

test('any lines of any file are the lines of that file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '"'), maxLength: 6 }), { minLength: 1, maxLength: 30 }),
      fc.nat(3_000),
      fc.nat(5),
      fc.boolean(),
      async (some, first, count, ended) => {
        const lines = Array.from({ length: some.length * 90 }, (_, at) => `${at}${some[at % some.length]}`);
        writeFileSync(join(folder, 'lines'), lines.join('\n') + (ended ? '\n' : ''));
        const handle = await open(join(folder, 'lines'), 'r');
        const index = await LineIndex.build(handle);
        expect(index.length).toBe(lines.length);
        expect(await index.read(handle, first, count)).toEqual(lines.slice(first, first + count));
        await handle.close();
      },
    ),
    { numRuns: 60 },
  );
});

const line = (index: number, type: string, process: number | 'nemesis') =>
  JSON.stringify({ index, time: index * 1e6, type, process, f: 'read', value: [`"process":${index}`, null] });

test('an invocation comes with its completion, and the other way round, however far apart', async () => {
  const between = Array.from({ length: 5_000 }, (_, at) => line(at + 1, at % 2 === 0 ? 'invoke' : 'ok', 1));
  history([
    line(0, 'invoke', 0),
    ...between,
    line(5_001, 'ok', 0),
    line(5_002, 'invoke', 2),
    line(5_003, 'info', 'nemesis'),
  ]);
  const operations = new Operations();
  expect(await operations.read(folder, 0)).toMatchObject({ index: 0, length: 5_004, partner: { index: 5_001 } });
  expect(await operations.read(folder, 5_001)).toMatchObject({ operation: { type: 'ok' }, partner: { index: 0 } });
  expect(await operations.read(folder, 7)).toMatchObject({ operation: { process: 1 }, partner: { index: 8 } });
  expect((await operations.read(folder, 5_002)).partner).toBeNull();
  expect((await operations.read(folder, 5_003)).partner).toBeNull();
  await expect(operations.read(folder, 5_004)).rejects.toThrow('no operation 5004');
});

test('what never completed has no other half, though its process goes on', async () => {
  history([line(0, 'invoke', 3), line(1, 'invoke', 3), line(2, 'ok', 3), line(3, 'ok', 3)]);
  const operations = new Operations();
  expect((await operations.read(folder, 0)).partner).toBeNull();
  expect((await operations.read(folder, 1)).partner?.index).toBe(2);
  expect((await operations.read(folder, 3)).partner).toBeNull();
});

test('a history that grew is indexed again', async () => {
  history([line(0, 'invoke', 0)]);
  const operations = new Operations();
  expect((await operations.read(folder, 0)).partner).toBeNull();
  history([line(0, 'invoke', 0), line(1, 'ok', 0)]);
  expect((await operations.read(folder, 0)).partner?.index).toBe(1);
});
