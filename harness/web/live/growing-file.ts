/** Reads what was added to a file since the last time, in whole lines, and never more than a piece at once. */
import { messageOf } from '../../contracts/errors.js';
import { HttpError } from '../answer.js';
import { openFile } from '../files/run-place.js';

const PIECE_BYTES = 1024 * 1024;
/** A line that never ends is let go. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

export class GrowingFile {
  private at: number | null = null;
  /** Of a line whose end was not written yet. */
  private rest = Buffer.alloc(0);
  /** It was begun in the middle of a line. */
  private inLine = false;

  /** `lastBytes`: of a file that is longer at first, only so much of its end is read. */
  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly lastBytes: number = Number.POSITIVE_INFINITY,
  ) {}

  /** Hands over new whole lines, until `maxBytes` were read; answers how many bytes are left. A file that is not there is empty. */
  async read(maxBytes: number, line: (text: string) => void): Promise<number> {
    const opened = await openFile(this.folder, [this.name]).catch((error: unknown) => {
      if (error instanceof HttpError) return null;
      throw new Error(`${this.name} cannot be read: ${messageOf(error)}`);
    });
    if (opened === null) return 0;
    const { handle, size } = opened;
    try {
      // Written anew, by whoever did that.
      if (this.at === null || size < this.at) {
        this.at = Math.max(0, size - this.lastBytes);
        this.rest = Buffer.alloc(0);
        this.inLine = this.at > 0;
      }
      const until = Math.min(size, this.at + maxBytes);
      while (this.at < until) {
        const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, until - this.at));
        const { bytesRead } = await handle.read(piece, 0, piece.length, this.at);
        if (bytesRead === 0) break;
        this.at += bytesRead;
        this.take(piece.subarray(0, bytesRead), line);
      }
      return size - this.at;
    } finally {
      await handle.close();
    }
  }

  private take(piece: Buffer, line: (text: string) => void): void {
    const lastNewline = piece.lastIndexOf(0x0a);
    if (lastNewline < 0) {
      this.rest =
        this.rest.length + piece.length > MAX_LINE_BYTES ? Buffer.alloc(0) : Buffer.concat([this.rest, piece]);
      return;
    }
    const whole = Buffer.concat([this.rest, piece.subarray(0, lastNewline)]).toString('utf8');
    this.rest = Buffer.from(piece.subarray(lastNewline + 1));
    const lines = whole.split('\n');
    for (const text of this.inLine ? lines.slice(1) : lines) line(text);
    this.inLine = false;
  }
}
