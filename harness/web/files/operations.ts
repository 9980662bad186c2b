/** Any operation of a run's history on demand, with its other half: read from the file by place, never the whole of it. */
import { z } from 'zod';
import { FILES } from '../../results/index.js';
import { HttpError } from '../answer.js';
import { LineIndex } from './line-index.js';
import { openFile } from './run-place.js';

/** One event as it stands in the history; whatever else is on its line stays. */
export type HistoryLine = Readonly<Record<string, unknown>>;

export interface OperationAnswer {
  readonly index: number;
  /** Events in the history. */
  readonly length: number;
  readonly operation: HistoryLine;
  /** The completion of an invocation, or the invocation of a completion; null where there is none, or it is far away. */
  readonly partner: { readonly index: number; readonly operation: HistoryLine } | null;
}

const lineSchema = z.record(z.string(), z.unknown());

const MAX_INDEXES = 16;
/** A partner is looked for so many events away. */
const MAX_DISTANCE = 200_000;
const BLOCK_LINES = 1_024;

interface KeptIndex {
  readonly stamp: string;
  readonly index: Promise<LineIndex>;
}

export class Operations {
  /** The last used is last. */
  private readonly indexes = new Map<string, KeptIndex>();

  /** Rejects with HttpError 404 where there is no such operation. */
  async read(folder: string, index: number): Promise<OperationAnswer> {
    const { handle, size } = await openFile(folder, [FILES.history]);
    try {
      const stamp = `${size}:${(await handle.stat()).mtimeMs}`;
      const lines = await this.indexOf(folder, stamp, () => LineIndex.build(handle));
      const [line] = await lines.read(handle, index, 1);
      const operation = line === undefined ? null : parsed(line);
      if (operation === null) throw new HttpError(404, `the history has no operation ${index}`);
      const readBlock = (first: number, count: number) => lines.read(handle, first, count);
      return { index, length: lines.length, operation, partner: await findPartner(operation, index, readBlock) };
    } finally {
      await handle.close();
    }
  }

  private indexOf(folder: string, stamp: string, build: () => Promise<LineIndex>): Promise<LineIndex> {
    const before = this.indexes.get(folder);
    this.indexes.delete(folder);
    const kept = before?.stamp === stamp ? before : { stamp, index: build() };
    this.indexes.set(folder, kept);
    const [oldest] = this.indexes.keys();
    if (this.indexes.size > MAX_INDEXES && oldest !== undefined) this.indexes.delete(oldest);
    kept.index.catch(() => this.indexes.delete(folder));
    return kept.index;
  }
}

type ReadBlock = (first: number, count: number) => Promise<readonly string[]>;

/** The next event of an invocation's process is its completion; the one before a completion is its invocation. */
async function findPartner(
  { process, type }: HistoryLine,
  index: number,
  readBlock: ReadBlock,
): Promise<OperationAnswer['partner']> {
  if (typeof process !== 'number') return null;
  const forward = type === 'invoke';
  const mark = new RegExp(`"process"\\s*:\\s*${process}\\s*[,}]`);
  for (let distance = 1; distance <= MAX_DISTANCE; distance += BLOCK_LINES) {
    const first = forward ? index + distance : Math.max(0, index - distance - BLOCK_LINES + 1);
    const count = forward ? BLOCK_LINES : index - distance + 1 - first;
    const block = count <= 0 ? [] : await readBlock(first, count);
    if (block.length === 0) return null;
    const numbered = block.map((line, place) => ({ line, index: first + place }));
    for (const { line, index: place } of forward ? numbered : numbered.reverse()) {
      const operation = mark.test(line) ? parsed(line) : null;
      if (operation === null || operation['process'] !== process) continue;
      return (operation['type'] === 'invoke') === forward ? null : { index: place, operation };
    }
  }
  return null;
}

function parsed(line: string): HistoryLine | null {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
