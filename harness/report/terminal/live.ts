/** The reporter for people: one window at the bottom of a terminal, with what is logged scrolling above it. */
import { Chalk, type ChalkInstance } from 'chalk';
import { clockOf } from './format.js';
import type { Reporter, ReporterOptions } from './reporter.js';
import { harmlessButColored } from './text.js';
import { windowLines } from './window.js';

const REDRAW_MS = 200;
/** Latencies and rates are of the last seconds, not of the last redraw. */
const REDRAWS_IN_A_READING = 10;

export class LiveReporter implements Reporter {
  private readonly chalk: ChalkInstance;
  private readonly stopTicking: () => void;
  private ticks = 0;
  private drawnLines = 0;
  private stopped = false;

  constructor(private readonly options: ReporterOptions) {
    this.chalk = new Chalk({ level: options.color ? 1 : 0 });
    this.stopTicking = options.every(REDRAW_MS, () => this.tick());
  }

  changed(): void {
    this.redraw();
  }

  log(line: string): void {
    this.erase();
    const { elapsedMs } = this.options.progress.snapshot();
    this.options.write(`${this.chalk.dim(clockOf(elapsedMs))} ${harmlessButColored(line)}\n`);
    this.redraw();
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.stopTicking();
    this.erase();
  }

  private tick(): void {
    this.ticks += 1;
    if (this.ticks % REDRAWS_IN_A_READING === 0) this.options.progress.measure();
    this.redraw();
  }

  private redraw(): void {
    if (this.stopped) return;
    const { title, progress } = this.options;
    const size = { columns: this.options.columns(), rows: this.options.rows(), chalk: this.chalk };
    const lines = windowLines(title, progress.snapshot(), size);
    this.erase();
    this.options.write(lines.map((line) => `${line}\n`).join(''));
    this.drawnLines = lines.length;
  }

  private erase(): void {
    if (this.drawnLines > 0) this.options.write(`\x1b[${this.drawnLines}A\x1b[0J`);
    this.drawnLines = 0;
  }
}
