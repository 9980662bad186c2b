/** One life of the program of a client host: requests and their answers, until it ends or says what it may not say. */
import type { ConversingProcess, ProcessExit } from '../contracts/cluster.js';
import { FaultlineError } from '../contracts/errors.js';
import { LineWriter, readLines } from './lines.js';
import { type Answer, LINE_LENGTH_MAX, quoteLine, type Request, readAnswer } from './protocol.js';

/** What a program has not read yet, bytes; one that is paused reads nothing, and a thread asks for little meanwhile. */
const UNREAD_BYTES_MAX = 64 * 1024 * 1024;
/** Between the end of a program and the last of what it said, ms. */
const LAST_WORDS_MS = 500;
/** Between the end of what it says and its own, ms: the engine is slow to tell of that. */
const LAST_BREATH_MS = 5_000;
/** Lines that are no answers are told of so often. */
const UNKNOWN_LINES_MAX = 20;

export interface ConversationOptions {
  readonly process: ConversingProcess;
  /** As messages call it: "the client host c1". */
  readonly name: string;
  readonly log: (line: string) => void;
  /** Told at most once, of FaultlineError 'client-protocol' with the offending line. */
  readonly onViolation: (error: FaultlineError) => void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export class Conversation {
  /** When nothing more can come from it. Never rejects. */
  readonly ended: Promise<ProcessExit>;
  private readonly waiting = new Map<number, Waiting>();
  private readonly writer: LineWriter;
  private lastId = 0;
  private unknownLines = 0;
  private over: Error | null = null;

  constructor(private readonly options: ConversationOptions) {
    const { process, name } = options;
    this.writer = new LineWriter(process.stdin, queueMicrotask);
    process.stdin.on('error', () => {});
    readLines(process.stdout, LINE_LENGTH_MAX, {
      line: (line) => this.hear(line),
      tooLong: (beginning) => this.violated(`said more than ${LINE_LENGTH_MAX} characters in one line`, beginning),
    });
    const silent = new Promise<void>((resolve) => {
      for (const event of ['end', 'close', 'error']) process.stdout.on(event, () => resolve());
    });
    this.ended = process.exited.then(async (exit) => {
      await Promise.race([silent, sleep(LAST_WORDS_MS)]);
      this.end(new Error(`${name} ended (${writeExit(exit)})`));
      return exit;
    });
    void silent
      .then(() => sleep(LAST_BREATH_MS))
      .then(() => this.violated('closed its stdout and goes on running', ''));
  }

  get isOpen(): boolean {
    return this.over === null;
  }

  /** Resolves with its answer, whenever that comes. Rejects when none can come any more; then nobody knows what was done. */
  request(request: Request): Promise<Answer> {
    if (this.over !== null) return Promise.reject(this.over);
    if (this.options.process.stdin.writableLength > UNREAD_BYTES_MAX) {
      return Promise.reject(new Error(`${this.options.name} does not read what it is told`));
    }
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.writer.send({ id, ...request });
    });
  }

  private hear(line: string): void {
    if (this.over !== null) return;
    const read = readAnswer(line);
    if (read.kind === 'unknown') this.sayUnknown(line);
    else if (read.kind === 'violation') this.violated(`gave an answer that is none: ${read.complaint}`, line);
    else this.take(read.answer, line);
  }

  private take(answer: Answer, line: string): void {
    const waiting = this.waiting.get(answer.id);
    if (waiting === undefined) {
      const never = answer.id > this.lastId || answer.id < 1;
      this.violated(never ? 'answered what it was not asked' : 'answered the same request twice', line);
      return;
    }
    this.waiting.delete(answer.id);
    waiting.resolve(answer);
  }

  private sayUnknown(line: string): void {
    if (line.trim() === '') return;
    this.unknownLines += 1;
    if (this.unknownLines > UNKNOWN_LINES_MAX) return;
    const { name, log } = this.options;
    const last = this.unknownLines === UNKNOWN_LINES_MAX ? ' (what else it says is not told any more)' : '';
    log(`${name} said what is no answer: ${quoteLine(line)}${last}`);
  }

  private violated(what: string, line: string): void {
    if (this.over !== null) return;
    const { name } = this.options;
    const message = `${name} ${what}${line === '' ? '' : `: ${quoteLine(line)}`}`;
    this.end(new Error(message));
    this.options.onViolation(
      new FaultlineError(message, {
        code: 'client-protocol',
        value: line,
        hint: 'what a client host may say is in docs/client-protocol.md',
      }),
    );
  }

  private end(why: Error): void {
    if (this.over !== null) return;
    this.over = why;
    const left = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of left) reject(why);
  }
}

export function writeExit({ code, signal }: ProcessExit): string {
  return signal === null ? `exit code ${code ?? 'unknown'}` : signal;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
