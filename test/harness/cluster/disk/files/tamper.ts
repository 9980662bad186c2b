/** What is stored on a node, changed in every way: what the bytes are afterwards, read apart from what made the change. */
import type { Node, Sample } from '../../../../../harness/contracts/cluster.js';
import { FaultlineError } from '../../../../../harness/contracts/errors.js';
import type { StorageChange } from '../../../../../harness/contracts/trouble.js';

/** Data folders of the node, both empty at first. */
export const FOLDERS = ['/data', '/var/lib/more'] as const;

export interface Differences {
  readonly size: number;
  readonly places: readonly number[];
  readonly bits: number;
}

export interface Tampered {
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  readonly everything: string;
  readonly afterFlip: readonly Differences[];
  readonly untouched: Differences;
  readonly flippedAgain: readonly Differences[];
  readonly afterOverwrite: Differences;
  readonly afterTruncate: Differences;
  readonly afterRestore: {
    readonly listing: string;
    readonly link: string;
    readonly a: Differences;
    readonly c: Differences;
  };
  readonly afterWipe: readonly string[];
  readonly refusals: Readonly<Record<string, string>>;
}

const plain = Buffer.from(Array.from({ length: 10_000 }, (_, index) => (index * 7) % 256));
const ones = (byte: number): number => byte.toString(2).replaceAll('0', '').length;

export async function tamper(node: Node): Promise<Tampered> {
  const fill = async (): Promise<void> => {
    await node.exec(['mkdir', '-p', '/data/it s', '/var/lib/more/deep']);
    for (const path of ['/data/a.wal', '/data/it s/b.wal', '/var/lib/more/deep/c.db']) await node.put(path, plain);
    await node.put('/data/empty', '');
    await node.exec(['sh', '-c', "ln -sf a.wal /data/link; sync '/data/it s/b.wal' /data/*.wal '/data/it s' /data"]);
  };

  /** Places in a file at which it differs from what was put there, and the bits that do. */
  const differences = async (path: string): Promise<{ size: number; places: number[]; bits: number }> => {
    const now = Buffer.from(await node.get(path));
    const places = [...now.keys()].filter((index) => now[index] !== plain[index]);
    const bits = places.reduce((sum, index) => sum + ones((now[index] ?? 0) ^ (plain[index] ?? 0)), 0);
    return { size: now.length, places, bits };
  };
  const listing = async (folder: string): Promise<string> =>
    (await node.exec(['sh', '-c', `cd ${folder} && find . | sort | tr '\\n' ' '`])).stdout.trim();
  const change = (wanted: StorageChange): Promise<readonly Sample[]> => node.changeStorage(wanted, FOLDERS);

  await fill();
  const everything = await listing('/data');
  const flip = { kind: 'flip-bits', files: '**/*.wal', bits: 20, fromByte: 100, toByte: 199, seed: 5 } as const;
  const flipped = await change(flip);
  const afterFlip = [await differences('/data/a.wal'), await differences('/data/it s/b.wal')];
  const untouched = await differences('/var/lib/more/deep/c.db');
  await fill();
  await change(flip);
  const flippedAgain = [await differences('/data/a.wal'), await differences('/data/it s/b.wal')];

  await fill();
  const overwritten = await change({ kind: 'overwrite', files: 'deep/*', bytes: 300, seed: 6 });
  const afterOverwrite = await differences('/var/lib/more/deep/c.db');

  await fill();
  const truncated = await change({ kind: 'truncate', files: 'a.wal', bytes: 1_000, seed: 7 });
  const afterTruncate = await differences('/data/a.wal');

  await fill();
  const saved = await change({ kind: 'save', copy: 'rollback-1', seed: 8 });
  await node.put('/data/a.wal', 'something else');
  await node.put('/data/new', 'new');
  await node.exec(['rm', '-r', '/data/it s', '/var/lib/more/deep']);
  const restored = await change({ kind: 'restore', copy: 'rollback-1', seed: 9 });
  const afterRestore = {
    listing: await listing('/data'),
    link: (await node.exec(['readlink', '/data/link'])).stdout.trim(),
    a: await differences('/data/a.wal'),
    c: await differences('/var/lib/more/deep/c.db'),
  };

  const wiped = await change({ kind: 'wipe', seed: 10 });
  const afterWipe = [await listing('/data'), await listing('/var/lib/more')];
  await node.put('/data/empty', '');
  const refusals = {
    noFile: await refusal(change({ ...flip, files: 'nothing/*' })),
    emptyFile: await refusal(change({ kind: 'truncate', files: 'empty', bytes: 1, seed: 1 })),
    beyond: await refusal(change({ ...flip, files: 'empty' })),
    copyGone: await refusal(change({ kind: 'restore', copy: 'rollback-1', seed: 9 })),
  };
  const samples = { flipped, overwritten, truncated, saved, restored, wiped };
  const after = { afterFlip, untouched, flippedAgain, afterOverwrite, afterTruncate, afterRestore, afterWipe };
  return { samples, everything, ...after, refusals };
}

/** The code of what it throws. */
export async function refusal(wanted: Promise<unknown>): Promise<string> {
  try {
    await wanted;
    return 'none';
  } catch (error) {
    return error instanceof FaultlineError ? error.code : String(error);
  }
}
