/** Takes lines out of a stream of UTF-8 bytes. */

export class LineReader {
  private rest: Buffer[] = [];
  private length = 0;

  constructor(private readonly bytesMax: number) {}

  /** The lines that are complete now. Throws RangeError when one is too long. */
  push(chunk: Buffer): readonly string[] {
    const end = chunk.lastIndexOf(0x0a);
    const kept = end < 0 ? chunk : chunk.subarray(end + 1);
    const text = end < 0 ? '' : Buffer.concat([...this.rest, chunk.subarray(0, end)]).toString('utf8');
    if (end >= 0) this.clear();
    if (kept.length > 0) this.rest.push(kept);
    this.length += kept.length;
    if (this.length > this.bytesMax) throw new RangeError(`a line is longer than ${this.bytesMax} bytes`);
    return end < 0 ? [] : text.split('\n');
  }

  private clear(): void {
    this.rest = [];
    this.length = 0;
  }
}
