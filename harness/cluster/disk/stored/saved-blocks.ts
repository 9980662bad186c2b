/**
 * Durable blocks that were overwritten and not synced since, kept so that a power failure can put them back: in memory,
 * and past a bound in a file.
 */
import { ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';

export const BLOCK_BYTES = 4_096;

/** Beyond so many bytes in memory, blocks go to the file. */
const MEMORY_BYTES_MAX = 64 * 1024 * 1024;

/** Bytes, or where they lie in the file and how many. */
type Saved = Buffer | { readonly at: number; readonly bytes: number };

/** The blocks of one file, by their number. */
export type SavedBlocks = Map<number, Saved>;

export class BlockKeeper {
  private readonly spill: number;
  private spilledBytes = 0;
  private spilledBlocks = 0;
  private memoryBytes = 0;

  /** The file has no name, so that it is gone with us. */
  constructor(
    spillPath: string,
    private readonly memoryBytesMax = MEMORY_BYTES_MAX,
  ) {
    this.spill = openSync(spillPath, 'wx+');
    unlinkSync(spillPath);
  }

  add(blocks: SavedBlocks, number: number, block: Buffer): void {
    if (this.memoryBytes + block.length <= this.memoryBytesMax) {
      this.memoryBytes += block.length;
      blocks.set(number, block);
      return;
    }
    writeSync(this.spill, block, 0, block.length, this.spilledBytes);
    blocks.set(number, { at: this.spilledBytes, bytes: block.length });
    this.spilledBytes += block.length;
    this.spilledBlocks += 1;
  }

  read(saved: Saved): Buffer {
    if (Buffer.isBuffer(saved)) return saved;
    const block = Buffer.allocUnsafe(saved.bytes);
    readSync(this.spill, block, 0, saved.bytes, saved.at);
    return block;
  }

  /** They are no longer needed. */
  drop(blocks: SavedBlocks): void {
    for (const saved of blocks.values()) {
      if (Buffer.isBuffer(saved)) this.memoryBytes -= saved.length;
      else this.spilledBlocks -= 1;
    }
    blocks.clear();
    if (this.spilledBlocks > 0 || this.spilledBytes === 0) return;
    ftruncateSync(this.spill, 0);
    this.spilledBytes = 0;
  }
}
