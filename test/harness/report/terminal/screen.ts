/** A terminal that remembers what it shows, and a clock that is moved by hand. */

export class Screen {
  private lines: string[] = [''];
  /** Everything written, as it came. */
  raw = '';

  readonly write = (text: string): void => {
    this.raw += text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what a terminal reads
    for (const [part] of text.matchAll(/\x1b\[(\d*)([A-Za-z])|\n|[^\x1b\n]+/g)) this.obey(part);
  };

  /** The lines on it, without colours; the empty one that the cursor stands on is left out. */
  shown(): readonly string[] {
    return this.lines.at(-1) === '' ? this.lines.slice(0, -1) : this.lines;
  }

  private obey(part: string): void {
    if (part === '\n') {
      this.lines.push('');
    } else if (!part.startsWith('\x1b')) {
      this.lines[this.lines.length - 1] += part;
    } else if (part.endsWith('A')) {
      // Only ever from the beginning of a line, and everything below is cleared next.
      const up = Number(part.slice(2, -1));
      if (up > this.lines.length - 1) throw new Error(`the cursor would leave the screen by ${up} lines`);
      this.lines = [...this.lines.slice(0, this.lines.length - 1 - up), ''];
    } else if (!part.endsWith('J') && !part.endsWith('m')) {
      throw new Error(`an escape sequence that nobody knows: ${JSON.stringify(part)}`);
    }
  }
}

export class Clock {
  ms = 0;
  private readonly timers = new Set<{ everyMs: number; dueMs: number; tick: () => void }>();

  readonly now = (): number => this.ms;

  readonly every = (everyMs: number, tick: () => void): (() => void) => {
    const timer = { everyMs, dueMs: this.ms + everyMs, tick };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  get running(): number {
    return this.timers.size;
  }

  advance(ms: number): void {
    const until = this.ms + ms;
    for (;;) {
      const [next] = [...this.timers].sort((left, right) => left.dueMs - right.dueMs);
      if (next === undefined || next.dueMs > until) break;
      this.ms = next.dueMs;
      next.dueMs += next.everyMs;
      next.tick();
    }
    this.ms = until;
  }
}
