/** The files of a node's data folder: which of them count, and how one is put in its place so that a crash leaves it whole. */
import { mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Flaw } from '../../flaws.js';
import { readSegments } from '../flaws/reorder-on-recovery.js';
import { withoutGaps } from '../flaws/without-gaps.js';
import type { DurableRecord, Entry, Member, Snapshot } from '../raft/messages.js';
import { DamagedFile, frame, readFrames } from './frames.js';
import type { Image } from './storage.js';

const LOG = /^log-(\d{12})$/;
const SNAPSHOT = /^snapshot-(\d{12})$/;

/** The first frame of a log: what the frames behind it are added to. Its checksum says that it is ours. */
const headSchema = z.object({
  self: z.string(),
  term: z.int(),
  vote: z.string().nullable(),
  base: z.object({ index: z.int(), term: z.int(), members: z.array(z.custom<Member>()) }),
  /** Index of the snapshot that it goes with. */
  snapshot: z.int().nullable(),
});

export function logName(number: number): string {
  return `log-${String(number).padStart(12, '0')}`;
}

function snapshotName(index: number): string {
  return `snapshot-${String(index).padStart(12, '0')}`;
}

/** Puts a file in its place, whole and durable, or not at all. */
async function place(folder: string, name: string, bytes: Buffer): Promise<void> {
  const temporary = join(folder, `${name}.new`);
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  const entries = await open(folder, 'r');
  try {
    await entries.sync();
  } finally {
    await entries.close();
  }
}

/** Begins a log with all of an image: first its snapshot, then the log that needs it. Then what was there before goes. */
export async function placeImage(folder: string, number: number, image: Image): Promise<void> {
  const { self, term, vote, base, entries, snapshot } = image;
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  if (snapshot !== null && !names.includes(snapshotName(snapshot.index))) {
    await place(folder, snapshotName(snapshot.index), frame(JSON.stringify(snapshot)));
  }
  const head = { self, term, vote, base, snapshot: snapshot?.index ?? null };
  const records: readonly DurableRecord[] = [{ kind: 'entries', from: base.index + 1, entries }];
  await place(folder, logName(number), Buffer.concat([frame(JSON.stringify(head)), frame(JSON.stringify(records))]));
  await removeOld(folder, number, snapshot?.index ?? null);
}

async function removeOld(folder: string, number: number, snapshot: number | null): Promise<void> {
  for (const name of await readdir(folder)) {
    const log = LOG.exec(name);
    const kept = SNAPSHOT.exec(name);
    const isOld = (log !== null && Number(log[1]) < number) || (kept !== null && Number(kept[1]) !== snapshot);
    if (isOld || name.endsWith('.new')) await rm(join(folder, name), { force: true });
  }
}

/** What a node had stored; null in an empty folder. A torn tail is cut off. Throws DamagedFile. */
export async function recover(
  folder: string,
  flaw: Flaw,
): Promise<{ readonly number: number; readonly image: Image } | null> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  const numbers = names.flatMap((name) => LOG.exec(name)?.[1] ?? []).map(Number);
  if (numbers.length === 0) {
    if (names.some((name) => SNAPSHOT.test(name))) throw new DamagedFile('there is a snapshot, and no log');
    return null;
  }
  const number = Math.max(...numbers);
  const [first, ...rest] = await readLog(folder, logName(number), flaw);
  if (first === undefined) throw new DamagedFile(`${logName(number)} has no beginning`);
  const { snapshot: index, ...head } = headSchema.parse(JSON.parse(first));
  const snapshot = index === null ? null : await readSnapshot(folder, index, flaw);
  await removeOld(folder, number, index);
  return { number, image: replay({ ...head, entries: [], snapshot }, rest) };
}

async function readLog(folder: string, name: string, flaw: Flaw): Promise<readonly string[]> {
  if (flaw === 'reorder-on-recovery') return readSegments(folder, name);
  const path = join(folder, name);
  const bytes = await readFile(path);
  const { payloads, end } = readFrames(bytes, name, flaw);
  if (end < bytes.length) await cutOff(path, end);
  return flaw === 'drops-snapshot-tail' ? withoutGaps([payloads]) : payloads;
}

function replay(image: Image, payloads: readonly string[]): Image {
  let { term, vote } = image;
  const entries: Entry[] = [];
  for (const payload of payloads) {
    // What stands in a frame with a good checksum is what this program wrote.
    for (const record of JSON.parse(payload) as readonly DurableRecord[]) {
      if (record.kind === 'state') {
        term = record.term;
        vote = record.vote;
        continue;
      }
      const at = record.from - image.base.index - 1;
      if (at < 0 || at > entries.length) throw new DamagedFile(`the log lacks what comes before entry ${record.from}`);
      entries.length = at;
      for (const entry of record.entries) entries.push(entry);
    }
  }
  return { ...image, term, vote, entries };
}

async function readSnapshot(folder: string, index: number, flaw: Flaw): Promise<Snapshot> {
  const name = snapshotName(index);
  const bytes = await readFile(join(folder, name)).catch((error: unknown) => {
    throw new DamagedFile(`${name} cannot be read`, { cause: error });
  });
  const { payloads, end } = readFrames(bytes, name, flaw);
  const [payload] = payloads;
  if (payload === undefined || end < bytes.length) throw new DamagedFile(`${name} is damaged`);
  return JSON.parse(payload) as Snapshot;
}

async function cutOff(path: string, end: number): Promise<void> {
  await truncate(path, end);
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
