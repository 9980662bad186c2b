/** Requests and answers in lines with a program on a node: every request ends in time, whatever became of the program. */
import { StringDecoder } from 'node:string_decoder';
import { FaultlineError } from '../../contracts/errors.js';
import type { ShellStreams } from '../kept-shell.js';

/** Of what the program complained about, so much is kept. */
const COMPLAINT_CHARACTERS_MAX = 2_000;

interface Waiting {
  readonly resolve: (text: string) => void;
  readonly reject: (error: FaultlineError) => void;
}

/** Speaks `ID VERB ...` and hears `ID ok ...` or `ID error ...`. */
export class Link {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private complaint = '';
  private open = true;

  /** `name` is what messages call the program: "the agent of n1". */
  constructor(
    private readonly name: string,
    private readonly streams: ShellStreams,
  ) {
    let text = '';
    const decoder = new StringDecoder('utf8');
    streams.stdout.on('data', (chunk: Buffer | string) => {
      text += typeof chunk === 'string' ? chunk : decoder.write(chunk);
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.hear(line);
    });
    streams.stderr.on('data', (chunk: Buffer | string) => {
      this.complaint = (this.complaint + chunk.toString()).slice(-COMPLAINT_CHARACTERS_MAX);
    });
    for (const event of ['end', 'close', 'error']) streams.stdout.on(event, () => this.end());
    streams.stdin.on('error', () => this.end());
    streams.stderr.on('error', () => {});
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Answers what follows `ok`. Throws FaultlineError 'agent-gone', 'agent-timeout', 'agent-refused'. */
  async request(verb: string, words: readonly string[], timeoutMs: number): Promise<string> {
    if (!this.open) throw this.gone(verb);
    this.lastId += 1;
    const id = this.lastId;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        this.waiting.set(id, { resolve, reject });
        timer = setTimeout(() => {
          const message = `${this.name} did not answer "${verb}" within ${timeoutMs} ms`;
          reject(new FaultlineError(message, { code: 'agent-timeout', value: verb }));
        }, timeoutMs);
        this.streams.stdin.write(`${[id, verb, ...words].join(' ')}\n`);
      });
    } finally {
      clearTimeout(timer);
      this.waiting.delete(id);
    }
  }

  /** An empty line: the controller lives. */
  beat(): void {
    if (this.open) this.streams.stdin.write('\n');
  }

  close(): void {
    this.end();
    this.streams.stdin.end();
    this.streams.stdin.destroy();
    this.streams.stdout.destroy();
    this.streams.stderr.destroy();
  }

  private hear(line: string): void {
    const [, id = '', how = '', text = ''] = /^(\d+) (ok|error) ?(.*)$/.exec(line) ?? [];
    const waiting = this.waiting.get(Number(id));
    if (waiting === undefined) return;
    if (how === 'ok') waiting.resolve(text);
    else waiting.reject(new FaultlineError(`${this.name}: ${text.trim()}`, { code: 'agent-refused', value: text }));
  }

  private end(): void {
    if (!this.open) return;
    this.open = false;
    for (const { reject } of this.waiting.values()) reject(this.gone('its work'));
  }

  private gone(during: string): FaultlineError {
    const said = this.complaint.trim();
    return new FaultlineError(`${this.name} is gone, asked for ${during}${said === '' ? '' : `: ${said}`}`, {
      code: 'agent-gone',
      value: during,
    });
  }
}
