/** Where the lines of a history begin, so that any of them is found without reading the rest. Files of GBs are fine. */
import type { FileHandle } from 'node:fs/promises';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 1024 * 1024;
/** One place is kept for so many lines: 80 kB for a history of ten million. */
const STEP = 1_024;
/** A longer line is nobody's operation. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

export class LineIndex {
  private constructor(
    /** Where lines 0, STEP, 2 STEP, … begin. */
    private readonly places: readonly number[],
    /** Lines in the file; a torn last one counts. */
    readonly length: number,
    private readonly bytes: number,
  ) {}

  /** Reads the file once, a piece at a time: about half a second for a GB. */
  static async build(handle: FileHandle): Promise<LineIndex> {
    const places: number[] = [];
    let lines = 0;
    let at = 0;
    let inLine = false;
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, at);
      if (bytesRead === 0) return new LineIndex(places, lines, at);
      const piece = chunk.subarray(0, bytesRead);
      for (let place = 0; place < bytesRead; ) {
        if (!inLine) {
          if (lines % STEP === 0) places.push(at + place);
          lines += 1;
          inLine = true;
        }
        const newline = piece.indexOf(NEWLINE, place);
        if (newline < 0) break;
        inLine = false;
        place = newline + 1;
      }
      at += bytesRead;
    }
  }

  /** Lines `first` up to `first + count`, as many as there are. */
  async read(handle: FileHandle, first: number, count: number): Promise<readonly string[]> {
    const last = Math.min(this.length, first + count);
    if (first < 0 || first >= last) return [];
    const start = this.places[Math.floor(first / STEP)] ?? 0;
    const end = this.places[Math.floor((last - 1) / STEP) + 1] ?? this.bytes;
    if (end - start > MAX_LINE_BYTES * 2) throw new Error('the lines are too long');
    const block = Buffer.allocUnsafe(end - start);
    const { bytesRead } = await handle.read(block, 0, block.length, start);
    const lines: string[] = [];
    let number = Math.floor(first / STEP) * STEP;
    for (let place = 0; place < bytesRead && number < last; number += 1) {
      const newline = block.indexOf(NEWLINE, place);
      const until = newline < 0 ? bytesRead : newline;
      if (number >= first) lines.push(block.toString('utf8', place, until));
      place = until + 1;
    }
    return lines;
  }
}
