/** The live status of a run: one window at the bottom of a terminal, or a plain line now and then where there is none. */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Outcome } from '../../contracts/operation.js';
import { formatCount, formatMs, formatSeconds, pad } from './format.js';
import { Meter, type Reading } from './meter.js';
import { cut, harmless, harmlessButColored } from './text.js';

const REDRAW_MS = 200;
/** Latencies and rates are of the last seconds, not of the last redraw. */
const READING_MS = 2_000;
const PLAIN_LINE_MS = 10_000;
const BAR_WIDTH = 24;
/** Faults shown at once; the window must stay lower than the terminal, or it could not be erased. */
const MAX_FAULTS = 6;
const MAX_FUNCTIONS = 8;
const PHASES = ['provision', 'start', 'workload', 'heal', 'recover', 'final reads', 'collect', 'check', 'report'];

export interface FaultInForce {
  readonly fault: string;
  readonly summary: string;
  readonly sinceMs: number;
}

/** What a terminal is, handed in so that a test can be one. */
export interface LiveOptions {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: () => number;
  readonly color: boolean;
  readonly title: string;
  readonly nowMs: () => number;
  readonly every: (ms: number, tick: () => void) => () => void;
}

export class LiveStatus {
  private readonly meter: Meter;
  private readonly chalk: ChalkInstance;
  private readonly beganMs: number;
  private readonly stopTicking: () => void;
  private phaseName = 'provision';
  private workload: { beganMs: number; durationMs: number } | null = null;
  private inForce: readonly FaultInForce[] = [];
  private readings: readonly Reading[] = [];
  private readAtMs = 0;
  private drawnLines = 0;
  private stopped = false;

  constructor(private readonly options: LiveOptions) {
    this.chalk = new Chalk({ level: options.color ? 1 : 0 });
    this.meter = new Meter(options.nowMs);
    this.beganMs = options.nowMs();
    this.readAtMs = this.beganMs;
    this.stopTicking = options.every(options.isTerminal ? REDRAW_MS : PLAIN_LINE_MS, () => this.tick());
  }

  phase(name: string): void {
    this.phaseName = name;
    if (this.options.isTerminal) this.redraw();
  }

  workloadStarted(durationMs: number): void {
    this.workload = { beganMs: this.options.nowMs(), durationMs };
  }

  operation(f: string, outcome: Outcome, latencyNs: number): void {
    this.meter.count(f, outcome, latencyNs);
  }

  faults(inForce: readonly FaultInForce[]): void {
    this.inForce = inForce;
    if (this.options.isTerminal) this.redraw();
  }

  /** A line that stays, above the window. */
  log(line: string): void {
    this.erase();
    this.options.write(`${this.chalk.dim(this.clock())} ${harmlessButColored(line)}\n`);
    if (this.options.isTerminal) this.redraw();
  }

  /** Takes the window away. Twice is nothing. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.stopTicking();
    this.erase();
  }

  private tick(): void {
    const now = this.options.nowMs();
    if (now - this.readAtMs >= READING_MS) {
      this.readings = this.meter.read();
      this.readAtMs = now;
    }
    if (this.options.isTerminal) this.redraw();
    else this.options.write(`${this.plainLine()}\n`);
  }

  private redraw(): void {
    if (this.stopped) return;
    const lines = this.window().map((line) => cut(line, this.options.columns() - 1));
    this.erase();
    this.options.write(lines.map((line) => `${line}\n`).join(''));
    this.drawnLines = lines.length;
  }

  private erase(): void {
    if (this.drawnLines > 0) this.options.write(`\x1b[${this.drawnLines}A\x1b[0J`);
    this.drawnLines = 0;
  }

  private window(): string[] {
    const { chalk } = this;
    const now = this.options.nowMs();
    const lines = [`${chalk.bold(this.options.title)}  ${this.progress()}`, this.phaseStrip()];
    for (const reading of this.readings.slice(0, MAX_FUNCTIONS)) lines.push(this.functionLine(reading));
    for (const { fault, summary, sinceMs } of this.inForce.slice(0, MAX_FAULTS)) {
      const lasting = chalk.dim(`for ${formatSeconds(now - sinceMs)}`);
      lines.push(`  ${chalk.red(`! ${fault}`)} ${harmless(summary)} ${lasting}`);
    }
    const more = this.inForce.length - MAX_FAULTS;
    if (more > 0) lines.push(`  ${chalk.red(`! and ${more} more faults in force`)}`);
    return lines;
  }

  /** Where the run is: what is done, what goes on, what is to come. */
  private phaseStrip(): string {
    const { chalk } = this;
    const current = PHASES.indexOf(this.phaseName);
    if (current < 0) return `  ${chalk.cyan(this.phaseName)}`;
    const named = PHASES.map((phase, at) =>
      at < current ? chalk.green(`✓ ${phase}`) : at === current ? chalk.cyan.bold(`▸ ${phase}`) : chalk.dim(phase),
    );
    return `  ${named.join('  ')}`;
  }

  private functionLine({ f, total, perSecond, p50Ms, p99Ms }: Reading): string {
    const { chalk } = this;
    const rate = pad(`${formatCount(perSecond)} ok/s`, 11);
    const outcomes = [
      chalk.green(`${formatCount(total.ok)} ok`),
      chalk.yellow(`${formatCount(total.fail)} failed`),
      chalk.magenta(`${formatCount(total.info)} unknown`),
    ];
    return `  ${pad(harmless(f), 8)} ${rate} p50 ${pad(formatMs(p50Ms), 8)} p99 ${pad(formatMs(p99Ms), 8)} ${outcomes.join('  ')}`;
  }

  private plainLine(): string {
    const sum = (outcome: Outcome): number =>
      this.readings.reduce((total, reading) => total + reading.total[outcome], 0);
    const perSecond = this.readings.reduce((total, reading) => total + reading.perSecond, 0);
    const faults = harmless(this.inForce.map(({ fault, summary }) => `${fault} ${summary}`).join('; ')) || 'none';
    return `${this.clock()} ${this.phaseName} ${this.elapsed()}  ${sum('ok')} ok, ${sum('fail')} failed, ${sum('info')} unknown, ${formatCount(perSecond)}/s  faults: ${faults}`;
  }

  private progress(): string {
    if (this.workload === null) return this.chalk.dim(formatSeconds(this.options.nowMs() - this.beganMs));
    const share = Math.min(1, (this.options.nowMs() - this.workload.beganMs) / this.workload.durationMs);
    const full = Math.round(share * BAR_WIDTH);
    return `${'█'.repeat(full)}${this.chalk.dim('░'.repeat(BAR_WIDTH - full))} ${this.elapsed()}`;
  }

  private elapsed(): string {
    if (this.workload === null) return formatSeconds(this.options.nowMs() - this.beganMs);
    const { beganMs, durationMs } = this.workload;
    return `${formatSeconds(Math.min(this.options.nowMs() - beganMs, durationMs))}/${formatSeconds(durationMs)}`;
  }

  private clock(): string {
    return `+${((this.options.nowMs() - this.beganMs) / 1e3).toFixed(1)}s`;
  }
}
