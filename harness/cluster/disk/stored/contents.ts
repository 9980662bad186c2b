/**
 * The bytes of files: each in an object of its own in the backing store, named after its inode.
 *
 * Of a file durable is what was in it at its last fsync, fdatasync or synchronous write: every byte, and its size.
 * Nothing else makes anything durable: not closing, not time, not the machine's memory running short. What is written goes
 * straight to the object; what it overwrites of the durable bytes is kept until the next sync. Mode, owner and times are
 * durable at once, which no program can rely on.
 */
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredFile, Written } from './file.js';
import { BLOCK_BYTES, BlockKeeper } from './saved-blocks.js';

/** Objects that no handle is open on are kept open themselves, so many at most. */
const IDLE_OBJECTS_MAX = 512;

export class Contents {
  /** Bytes in all files. */
  usedBytes = 0;
  readonly unsynced = new Set<StoredFile>();
  private readonly keeper: BlockKeeper;
  private readonly idle = new Set<StoredFile>();

  /** In an empty folder. `memoryBytesMax` as in BlockKeeper. */
  constructor(
    private readonly folder: string,
    memoryBytesMax?: number,
  ) {
    this.keeper = new BlockKeeper(join(folder, 'overwritten'), memoryBytesMax);
  }

  /** Answers how many bytes were there to be read. */
  read(file: StoredFile, into: Uint8Array, at: number, offset: number, length: number): number {
    const there = Math.max(0, Math.min(length, file.size - offset));
    if (there === 0) return 0;
    if (!file.hasObject) {
      into.fill(0, at, at + there);
      return there;
    }
    const read = readSync(this.open(file), into, at, there, offset);
    into.fill(0, at + read, at + there);
    return there;
  }

  write(file: StoredFile, from: Uint8Array, at: number, { offset, length }: Written): void {
    this.save(file, offset, offset + length);
    const object = this.open(file);
    let done = 0;
    while (done < length) done += writeSync(object, from, at + done, length - done, offset + done);
    file.lastWrite = { offset, length };
    if (offset + length > file.size) this.setSize(file, offset + length);
    this.unsynced.add(file);
  }

  truncate(file: StoredFile, size: number): void {
    if (size === file.size) return;
    if (size < file.size) this.save(file, size, file.size);
    if (file.hasObject || size > 0) ftruncateSync(this.open(file), size);
    this.setSize(file, size);
    this.unsynced.add(file);
  }

  /** It is durable as it is. */
  sync(file: StoredFile): void {
    if (!this.unsynced.delete(file)) return;
    file.durableSize = file.size;
    file.lastWrite = null;
    this.keeper.drop(file.saved);
  }

  syncAll(): void {
    for (const file of [...this.unsynced]) this.sync(file);
  }

  /** How many bytes a power failure would take, or bring back. */
  unsyncedBytes(): number {
    let bytes = 0;
    for (const file of this.unsynced) {
      bytes += Math.max(0, file.size - file.durableSize) + file.saved.size * BLOCK_BYTES;
    }
    return bytes;
  }

  /**
   * A power failure: every file is again what it durably is. With `torn`, half of the last write to each that was not
   * synced is there all the same: which half, it says. Answers the files that changed.
   */
  revert(torn: ((file: StoredFile) => 'first' | 'second') | null): readonly StoredFile[] {
    const changed = [...this.unsynced];
    for (const file of changed) {
      const half = torn === null || file.lastWrite === null ? null : halfOf(file.lastWrite, torn(file));
      const bytes = half === null ? Buffer.alloc(0) : Buffer.alloc(half.length);
      const kept = half === null ? 0 : this.read(file, bytes, 0, half.offset, half.length);
      this.putBack(file);
      if (half !== null && kept > 0) {
        writeSync(this.open(file), bytes, 0, kept, half.offset);
        this.setSize(file, Math.max(file.size, half.offset + kept));
      }
      file.durableSize = file.size;
    }
    this.unsynced.clear();
    return changed;
  }

  /** Combines bytes with a mask by exclusive or, as bits that rot do: durably, and unknown to everybody. */
  rot(file: StoredFile, offset: number, mask: Uint8Array): void {
    const bytes = Buffer.alloc(mask.length);
    const there = this.read(file, bytes, 0, offset, mask.length);
    mask.forEach((bits, index) => {
      bytes[index]! ^= bits;
    });
    if (there > 0) writeSync(this.open(file), bytes, 0, there, offset);
  }

  /** Descriptor of its object. */
  open(file: StoredFile): number {
    if (file.object < 0) {
      file.object = openSync(this.objectPath(file), file.hasObject ? 'r+' : 'wx+', 0o600);
      file.hasObject = true;
      if (file.opens === 0) this.rest(file);
    }
    return file.object;
  }

  /** No handle is open on it any more. */
  rest(file: StoredFile): void {
    if (file.object < 0) return;
    this.idle.add(file);
    if (this.idle.size <= IDLE_OBJECTS_MAX) return;
    for (const oldest of this.idle) {
      this.idle.delete(oldest);
      if (oldest.opens > 0) continue;
      closeSync(oldest.object);
      oldest.object = -1;
      return;
    }
  }

  /** Nobody can ever read it again. */
  remove(file: StoredFile): void {
    this.unsynced.delete(file);
    this.idle.delete(file);
    this.keeper.drop(file.saved);
    this.usedBytes -= file.size;
    if (file.object >= 0) closeSync(file.object);
    file.object = -1;
    if (file.hasObject) unlinkSync(this.objectPath(file));
    file.hasObject = false;
    file.size = 0;
  }

  private putBack(file: StoredFile): void {
    if (file.hasObject) {
      const object = this.open(file);
      ftruncateSync(object, file.durableSize);
      for (const [number, saved] of file.saved) {
        const block = this.keeper.read(saved);
        writeSync(object, block, 0, block.length, number * BLOCK_BYTES);
      }
    }
    this.keeper.drop(file.saved);
    file.lastWrite = null;
    this.setSize(file, file.durableSize);
  }

  /** Keeps what is durable in these bytes, unless it was overwritten before. */
  private save(file: StoredFile, begin: number, end: number): void {
    const last = Math.min(end, file.durableSize);
    if (begin >= last) return;
    const { saved } = file;
    let number = Math.floor(begin / BLOCK_BYTES);
    while (number * BLOCK_BYTES < last) {
      const first = number;
      while (number * BLOCK_BYTES < last && !saved.has(number)) number += 1;
      if (number > first) this.saveRun(file, first, number);
      else number += 1;
    }
  }

  private saveRun(file: StoredFile, first: number, end: number): void {
    const begin = first * BLOCK_BYTES;
    const bytes = Buffer.allocUnsafeSlow(Math.min(end * BLOCK_BYTES, file.durableSize) - begin);
    const there = this.read(file, bytes, 0, begin, bytes.length);
    bytes.fill(0, there);
    for (let number = first; number < end; number += 1) {
      const at = (number - first) * BLOCK_BYTES;
      this.keeper.add(file.saved, number, bytes.subarray(at, Math.min(at + BLOCK_BYTES, bytes.length)));
    }
  }

  private setSize(file: StoredFile, size: number): void {
    this.usedBytes += size - file.size;
    file.size = size;
  }

  private objectPath(file: StoredFile): string {
    return join(this.folder, String(file.number));
  }
}

/** What a disk writes at once, bytes: all of them are there, or none. */
const SECTOR_BYTES = 512;

/** A write is torn between two sectors, near its middle; one within a sector is there as a whole, or not at all. */
function halfOf({ offset, length }: Written, which: 'first' | 'second'): Written {
  const between = Math.floor((offset + length / 2) / SECTOR_BYTES) * SECTOR_BYTES;
  const first = Math.max(0, between - offset);
  return which === 'first' ? { offset, length: first } : { offset: offset + first, length: length - first };
}
