/** Lines over a pipe: read with a bound on their length, and written many at once. */
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

export interface LineListener {
  readonly line: (line: string) => void;
  /** A line is longer than allowed: nothing more is read. */
  readonly tooLong: (beginning: string) => void;
}

/** Calls for every complete line, without its end; what stands after the last one is no line. */
export function readLines(stream: Readable, lengthMax: number, listener: LineListener): void {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  let isOver = false;
  stream.on('data', (chunk: Buffer | string) => {
    if (isOver) return;
    const [first = '', ...lines] = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    parts.push(first);
    length += first.length;
    for (const next of lines) {
      if (length > lengthMax) break;
      listener.line(parts.join(''));
      parts = [next];
      length = next.length;
    }
    if (length <= lengthMax) return;
    isOver = true;
    listener.tooLong(parts.join('').slice(0, 1_000));
    parts = [];
  });
}

/** Values become lines; those of one turn leave together, because a system call costs more than a line. */
export class LineWriter {
  private waiting = '';

  /** `later` runs what it is given when the turn is over. */
  constructor(
    private readonly stream: Writable,
    private readonly later: (flush: () => void) => void,
  ) {}

  send(value: unknown): void {
    if (this.waiting === '') this.later(() => this.flush());
    this.waiting += `${JSON.stringify(value)}\n`;
  }

  private flush(): void {
    const text = this.waiting;
    this.waiting = '';
    if (this.stream.writable) this.stream.write(text);
  }
}
