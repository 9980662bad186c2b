/** The reporter for logs: a plain line every ten seconds, for where nothing can be drawn over. */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Outcome } from '../../contracts/operation.js';
import { clockOf, formatCount, formatSeconds } from './format.js';
import type { Snapshot } from './progress.js';
import type { Reporter, ReporterOptions } from './reporter.js';
import { harmless, harmlessButColored } from './text.js';

const LINE_MS = 10_000;

export class LineReporter implements Reporter {
  private readonly chalk: ChalkInstance;
  private readonly stopTicking: () => void;

  constructor(private readonly options: ReporterOptions) {
    this.chalk = new Chalk({ level: options.color ? 1 : 0 });
    this.stopTicking = options.every(LINE_MS, () => {
      options.progress.measure();
      options.write(`${statusLine(options.progress.snapshot())}\n`);
    });
  }

  changed(): void {}

  log(line: string): void {
    const { elapsedMs } = this.options.progress.snapshot();
    this.options.write(`${this.chalk.dim(clockOf(elapsedMs))} ${harmlessButColored(line)}\n`);
  }

  stop(): void {
    this.stopTicking();
  }
}

function statusLine({ phase, elapsedMs, workload, readings, faults, nodes, warnings }: Snapshot): string {
  const sum = (outcome: Outcome): number => readings.reduce((total, reading) => total + reading.total[outcome], 0);
  const perSecond = readings.reduce((total, reading) => total + reading.perSecond, 0);
  const where =
    workload === null
      ? formatSeconds(elapsedMs)
      : `${formatSeconds(workload.elapsedMs)} of ${formatSeconds(workload.durationMs)}`;
  const inForce = harmless(faults.map(({ fault, summary }) => `${fault} ${summary}`).join('; ')) || 'none';
  const unwell = nodes.filter(({ mood }) => mood !== 'up').map(({ name, words }) => `${name} ${words}`);
  const state = unwell.length === 0 ? '' : `  nodes: ${unwell.join('; ')}`;
  const warned = warnings.length === 0 ? '' : `  (${harmless(warnings.join('; '))})`;
  return `${clockOf(elapsedMs)} ${phase} ${where}  ${sum('ok')} ok, ${sum('fail')} failed, ${sum('info')} unknown, ${formatCount(perSecond)} ok/s  faults: ${inForce}${state}${warned}`;
}
