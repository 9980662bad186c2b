/** The shortest reporter: one mark for each second of the workload. */
import { clockOf } from './format.js';
import type { Reading } from './meter.js';
import type { Change, Reporter, ReporterOptions } from './reporter.js';
import { harmlessButColored } from './text.js';

const MARK_MS = 1_000;
const MARKS_IN_A_LINE = 60;

/** Said once, before the first mark. */
export const LEGEND =
  'one mark a second: . all is well, ! a fault is in force, - nothing succeeded, x nor could it, under a fault';

export class DotReporter implements Reporter {
  private readonly stopTicking: () => void;
  private marks = 0;
  private hasBegun = false;

  constructor(private readonly options: ReporterOptions) {
    this.stopTicking = options.every(MARK_MS, () => this.tick());
  }

  changed(change: Change): void {
    if (change !== 'workload' || this.hasBegun) return;
    this.hasBegun = true;
    this.options.progress.measure();
    this.options.write(`${LEGEND}\n`);
  }

  log(line: string): void {
    this.endLine();
    this.options.write(`${clockOf(this.options.progress.snapshot().elapsedMs)} ${harmlessButColored(line)}\n`);
  }

  stop(): void {
    this.stopTicking();
    this.endLine();
  }

  private tick(): void {
    if (!this.hasBegun) return;
    this.options.progress.measure();
    const { phase, readings, faults, workload } = this.options.progress.snapshot();
    if (phase !== 'workload') return;
    this.options.write(markOf(readings, faults.length > 0));
    this.marks += 1;
    if (this.marks < MARKS_IN_A_LINE) return;
    this.options.write(` ${Math.round((workload?.elapsedMs ?? 0) / 1e3)}s`);
    this.endLine();
  }

  private endLine(): void {
    if (this.marks > 0) this.options.write('\n');
    this.marks = 0;
  }
}

function markOf(readings: readonly Reading[], isFaulty: boolean): string {
  const hasSucceeded = readings.some(({ perSecond }) => perSecond > 0);
  if (hasSucceeded) return isFaulty ? '!' : '.';
  return isFaulty ? 'x' : '-';
}
