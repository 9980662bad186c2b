/** A reporter of each kind on a screen that remembers, over a progress in time that is moved by hand. */
import type { ScheduledFault } from '../../../../harness/contracts/fault.js';
import { DotReporter } from '../../../../harness/report/terminal/dot.js';
import { JsonReporter } from '../../../../harness/report/terminal/json.js';
import { LineReporter } from '../../../../harness/report/terminal/line.js';
import { LiveReporter } from '../../../../harness/report/terminal/live.js';
import { Progress } from '../../../../harness/report/terminal/progress.js';
import type { Reporter, ReporterName, ReporterOptions } from '../../../../harness/report/terminal/reporter.js';
import { Clock, Screen } from './screen.js';

const CREATE: Readonly<Record<ReporterName, (options: ReporterOptions) => Reporter>> = {
  live: (options) => new LiveReporter(options),
  line: (options) => new LineReporter(options),
  dot: (options) => new DotReporter(options),
  json: (options) => new JsonReporter(options),
};

export interface StartedOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly color?: boolean;
  readonly nodes?: number;
  readonly schedule?: readonly ScheduledFault[];
}

export function started(name: ReporterName, options: StartedOptions = {}) {
  const { columns = 120, rows = 40, color = false, nodes = 5, schedule = [] } = options;
  const [screen, clock] = [new Screen(), new Clock()];
  const progress = new Progress({
    nowMs: clock.now,
    nodes: Array.from({ length: nodes }, (_, index) => `n${index + 1}`),
    schedule,
    faultsEndMs: 60_000,
    warn: (line) => reporter.log(line),
  });
  const reporter = CREATE[name]({
    write: screen.write,
    columns: () => columns,
    rows: () => rows,
    color,
    title: 'etcd register --on local --seed 7',
    progress,
    every: clock.every,
  });
  const phase = (next: string): void => {
    progress.phase(next);
    reporter.changed('phase');
  };
  const workload = (durationMs: number): void => {
    phase('workload');
    progress.workloadStarted(durationMs);
    reporter.changed('workload');
  };
  /** Done at once, as far as the clock is concerned. */
  const operation = (f: string, outcome: 'ok' | 'fail' | 'info', latencyNs: number): void => {
    progress.began(f);
    progress.operation(f, outcome, latencyNs);
  };
  return { screen, clock, progress, reporter, phase, workload, operation };
}

export function scheduled(fault: string, atMs: number, durationMs: number): ScheduledFault {
  return { id: `${fault}-${atMs}`, fault, parameters: {}, when: { atMs }, durationMs, seed: 1 };
}
