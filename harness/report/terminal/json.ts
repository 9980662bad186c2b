/** The reporter for programs: one JSON object a line. docs/commands.md has what each event holds. */
import type { Snapshot } from './progress.js';
import type { Change, Reporter, ReporterOptions } from './reporter.js';

const PROGRESS_MS = 2_000;

export class JsonReporter implements Reporter {
  private readonly stopTicking: () => void;

  constructor(private readonly options: ReporterOptions) {
    this.stopTicking = options.every(PROGRESS_MS, () => {
      options.progress.measure();
      this.say('progress', options.progress.snapshot());
    });
  }

  changed(change: Change): void {
    const { phase, workload, faults, next, nodes } = this.options.progress.snapshot();
    if (change === 'phase') this.say('phase', { phase });
    if (change === 'workload') this.say('workload', { durationMs: workload?.durationMs ?? 0 });
    if (change === 'faults') this.say('faults', { faults, next, nodes });
  }

  log(line: string): void {
    this.say('log', { line });
  }

  stop(): void {
    this.stopTicking();
  }

  private say(event: string, what: Partial<Snapshot> | Readonly<Record<string, unknown>>): void {
    const { elapsedMs } = this.options.progress.snapshot();
    this.options.write(`${JSON.stringify({ event, ...rounded(what), elapsedMs: Math.round(elapsedMs) })}\n`);
  }
}

/** Parts of a millisecond are of no use to anybody. */
function rounded(what: object): Record<string, unknown> {
  const text = JSON.stringify(what, (key, value: unknown) =>
    typeof value === 'number' && (key.endsWith('Ms') || key === 'perSecond') ? Math.round(value * 100) / 100 : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}
