/** The write-ahead log on real files: what is recovered, what is cut off, and what is refused. */
import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '../../../harness/generator/random.js';
import type { DurableRecord, Entry } from '../../../targets/reference/server/raft/messages.js';
import { DamagedFile, frame, SEAL } from '../../../targets/reference/server/storage/frames.js';
import type { Image } from '../../../targets/reference/server/storage/storage.js';
import { Wal } from '../../../targets/reference/server/storage/wal.js';
import { temporaryFolder } from './temporary.js';

const BEGINNING: Image = {
  ...{ self: 'n1', term: 0, vote: null, base: { index: 0, term: 0, members: [] }, entries: [], snapshot: null },
};

const onFailure = (error: unknown): never => {
  throw error;
};

function entry(term: number, sequence: number): Entry {
  const operation = { do: 'write', key: 'ä', value: sequence };
  return { kind: 'operation', session: 1, sequence, settled: 0, operation, term };
}

async function begin(): Promise<{ readonly folder: string; readonly wal: Wal }> {
  const folder = temporaryFolder();
  return { folder, wal: await Wal.begin({ folder, onFailure, flaw: 'none' }, BEGINNING) };
}

function write(wal: Wal, ...records: DurableRecord[]): Promise<void> {
  return new Promise((resolve) => wal.write(records, resolve));
}

async function recovered(folder: string): Promise<Image> {
  const found = await Wal.reopen({ folder, onFailure, flaw: 'none' });
  if (found === null) throw new Error('nothing was stored');
  await found.wal.close();
  return found.image;
}

function logFile(folder: string): string {
  const [name] = readdirSync(folder).filter((each) => each.startsWith('log-'));
  return join(folder, name!);
}

test('an empty folder has nothing stored', async () => {
  expect(await Wal.reopen({ folder: temporaryFolder(), onFailure, flaw: 'none' })).toBeNull();
});

test('what was written is there again, and later entries replace earlier ones', async () => {
  const { folder, wal } = await begin();
  await write(wal, { kind: 'state', term: 1, vote: 'n2' }, { kind: 'entries', from: 1, entries: [entry(1, 1)] });
  await write(wal, { kind: 'entries', from: 2, entries: [entry(1, 2), entry(1, 3)] });
  await write(wal, { kind: 'state', term: 2, vote: null }, { kind: 'entries', from: 2, entries: [entry(2, 4)] });
  await wal.close();
  const { term, vote, entries, self } = await recovered(folder);
  expect({ term, vote, self }).toEqual({ term: 2, vote: null, self: 'n1' });
  expect(entries).toEqual([entry(1, 1), entry(2, 4)]);
});

test('what is asked for while a write is synced goes into one frame, and is answered in order', async () => {
  const { folder, wal } = await begin();
  const answered: number[] = [];
  await Promise.all(
    Array.from({ length: 500 }, async (_, at) => {
      await write(wal, { kind: 'entries', from: at + 1, entries: [entry(1, at)] });
      answered.push(at);
    }),
  );
  await wal.close();
  expect(answered).toEqual(Array.from({ length: 500 }, (_, at) => at));
  expect((await recovered(folder)).entries).toHaveLength(500);
});

test('a write that was cut short anywhere is cut off, and what was written before it is there', async () => {
  const { folder, wal } = await begin();
  await write(wal, { kind: 'entries', from: 1, entries: [entry(1, 1)] });
  await wal.close();
  const file = logFile(folder);
  const whole = readFileSync(file);
  const next = frame(JSON.stringify([{ kind: 'entries', from: 2, entries: [entry(1, 2)] }]));
  for (let bytes = 1; bytes < next.length; bytes += 1) {
    writeFileSync(file, Buffer.concat([whole, next.subarray(0, bytes)]));
    expect((await recovered(folder)).entries).toEqual([entry(1, 1)]);
    expect(readFileSync(file)).toEqual(Buffer.concat([whole]));
  }
  // Blocks that never came to the disk are read as zeros.
  writeFileSync(file, Buffer.concat([whole, Buffer.alloc(next.length)]));
  expect((await recovered(folder)).entries).toEqual([entry(1, 1)]);
  appendFileSync(file, next);
  expect((await recovered(folder)).entries).toEqual([entry(1, 1), entry(1, 2)]);
});

test('a bit that flipped in anything that was durable is found, and refused', async () => {
  const { folder, wal } = await begin();
  for (let at = 1; at <= 20; at += 1) await write(wal, { kind: 'entries', from: at, entries: [entry(1, at)] });
  await wal.close();
  const file = logFile(folder);
  const whole = readFileSync(file);
  expect(whole.subarray(-SEAL.length)).toEqual(SEAL);
  const random = createRandom(7);
  for (let turn = 0; turn < 500; turn += 1) {
    const bytes = Buffer.from(whole);
    // All but the seal that says that the last frame was durable.
    const at = random.integer(bytes.length - SEAL.length);
    bytes[at] = bytes[at]! ^ (1 << random.integer(8));
    writeFileSync(file, bytes);
    await expect(recovered(folder)).rejects.toThrow(DamagedFile);
  }
});

test('a snapshot replaces the log before it, and one that is damaged or gone is refused', async () => {
  const { folder, wal } = await begin();
  await write(wal, { kind: 'entries', from: 1, entries: [entry(1, 1), entry(1, 2), entry(1, 3)] });
  const snapshot = { index: 2, term: 1, members: [], state: '{"some":"state"}' };
  const base = { index: 2, term: 1, members: [] };
  const image: Image = { ...BEGINNING, term: 4, base, entries: [entry(1, 3)], snapshot };
  await new Promise<void>((resolve) => wal.replace(image, resolve));
  await write(wal, { kind: 'entries', from: 4, entries: [entry(4, 4)] });
  await wal.close();
  expect(await recovered(folder)).toEqual({ ...image, entries: [entry(1, 3), entry(4, 4)] });
  expect(readdirSync(folder).sort()).toEqual(['log-000000000002', 'snapshot-000000000002']);
  const path = join(folder, 'snapshot-000000000002');
  const whole = readFileSync(path);
  const flipped = Buffer.from(whole);
  flipped[30] = flipped[30]! ^ 1;
  writeFileSync(path, flipped);
  await expect(recovered(folder)).rejects.toThrow(DamagedFile);
  writeFileSync(path, whole);
  truncateSync(path, whole.length - 3);
  await expect(recovered(folder)).rejects.toThrow(DamagedFile);
});
