/** Flaws of what is stored and sent, on real files and bytes. */
import { expect, test } from 'vitest';
import type { Flaw } from '../../../../targets/reference/flaws.js';
import { plausible } from '../../../../targets/reference/server/flaws/no-checksum.js';
import type { DurableRecord, Entry } from '../../../../targets/reference/server/raft/messages.js';
import { DamagedFile, frame, HEADER_BYTES } from '../../../../targets/reference/server/storage/frames.js';
import type { Image } from '../../../../targets/reference/server/storage/storage.js';
import { Wal } from '../../../../targets/reference/server/storage/wal.js';
import { FrameReader } from '../../../../targets/reference/server/transport/frame-reader.js';
import { temporaryFolder } from '../temporary.js';

const BASE = { index: 0, term: 0, members: [] };
const BEGINNING: Image = { self: 'n1', term: 0, vote: null, base: BASE, entries: [], snapshot: null };
/** A log of this many entries has more than ten segments of 16 KiB. */
const ENTRIES = 1_500;

const onFailure = (error: unknown): never => {
  throw error;
};

function entry(value: number): Entry {
  const operation = { do: 'write', key: 'k', value };
  return { kind: 'operation', session: 1, sequence: value, settled: 0, operation, term: 1 };
}

function write(wal: Wal, from: number, count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, at) => entry(from + at));
  const records: readonly DurableRecord[] = [{ kind: 'entries', from, entries }];
  return new Promise((resolve) => wal.write(records, resolve));
}

/** What is there after a restart, as the values that were written. */
async function restarted(flaw: Flaw, work: (wal: Wal) => Promise<void>): Promise<readonly number[]> {
  const options = { folder: temporaryFolder(), onFailure, flaw };
  const wal = await Wal.begin(options, BEGINNING);
  await work(wal);
  await wal.close();
  const found = await Wal.reopen(options);
  await found?.wal.close();
  return (found?.image.entries ?? []).map((each) => (each.kind === 'operation' ? each.sequence : 0));
}

async function writeMuch(wal: Wal): Promise<void> {
  for (let from = 1; from <= ENTRIES; from += 50) await write(wal, from, 50);
}

const ALL = Array.from({ length: ENTRIES }, (_, at) => at + 1);

test('reorder-on-recovery: all entries are there again, the tenth segment before the second', async () => {
  const found = await restarted('reorder-on-recovery', writeMuch);
  expect([...found].sort((left, right) => left - right)).toEqual(ALL);
  const goesBackAt = found.filter((value, at) => at > 0 && value < found[at - 1]!);
  expect(goesBackAt).toHaveLength(1);
  expect(await restarted('none', writeMuch)).toEqual(ALL);
});

async function compact(wal: Wal): Promise<void> {
  await write(wal, 1, 10);
  const snapshot = { index: 6, term: 1, members: [], state: '{}' };
  const base = { ...BASE, index: 3, term: 1 };
  const entries = [4, 5, 6, 7, 8, 9, 10].map(entry);
  await new Promise<void>((resolve) => wal.replace({ ...BEGINNING, base, entries, snapshot }, resolve));
  await write(wal, 11, 2);
}

test('drops-snapshot-tail: what came after a snapshot, and before it was written, is missing', async () => {
  expect(await restarted('drops-snapshot-tail', compact)).toEqual([4, 5, 6, 11, 12]);
  expect(await restarted('none', compact)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('ack-before-fsync: what is written is there when a process alone has died', async () => {
  expect(await restarted('ack-before-fsync', (wal) => write(wal, 1, 3))).toEqual([1, 2, 3]);
});

test('no-checksum: another number than was sent is believed', () => {
  const proposals = [
    { kind: 'operation', session: 1, sequence: 1, settled: 0, operation: { do: 'set-add', element: 4 } },
  ];
  const sent = JSON.stringify({ type: 'propose', from: 'n2', to: 'n1', term: 1, proposals });
  const bytes = frame(sent);
  bytes[HEADER_BYTES + sent.indexOf('4')]! ^= 1;
  const [got = ''] = new FrameReader('no-checksum').push(bytes);
  expect(got).toBe(sent.replace('4', '5'));
  expect(plausible(got)).toBe(true);
  expect(plausible(sent.replace('proposals', 'propozals'))).toBe(false);
  expect(() => new FrameReader('none').push(bytes)).toThrow(DamagedFile);
});
