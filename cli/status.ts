/** The status of a run on this terminal, by the reporter that was chosen, and in its harness.log. */
import { statfs } from 'node:fs/promises';
import { Option } from 'commander';
import { messageOf } from '../harness/contracts/errors.js';
import type { Test } from '../harness/contracts/test.js';
import { DotReporter } from '../harness/report/terminal/dot.js';
import { JsonReporter } from '../harness/report/terminal/json.js';
import { LineReporter } from '../harness/report/terminal/line.js';
import { LiveReporter } from '../harness/report/terminal/live.js';
import { Progress } from '../harness/report/terminal/progress.js';
import {
  chooseReporter,
  REPORTERS,
  type Reporter,
  type ReporterName,
  type ReporterOptions,
} from '../harness/report/terminal/reporter.js';
import type { RunFolder } from '../harness/results/index.js';
import type { RunStatus } from '../harness/run/status.js';
import { terminal } from './output.js';

/** How often the free space is looked at, ms. */
const DISK_INTERVAL_MS = 5_000;
/** Of a terminal that does not say how large it is. */
const USUAL_ROWS = 24;

/** `--reporter`, for every command that shows a run. */
export function reporterOption(): Option {
  const help =
    'how it is shown meanwhile. live: a window at the bottom; line: a line every ten seconds; dot: a mark every second; ' +
    'json: one object a line (default: live on a terminal, else line)';
  return new Option('--reporter <how>', help).choices(REPORTERS);
}

const CREATE: Readonly<Record<ReporterName, (options: ReporterOptions) => Reporter>> = {
  live: (options) => new LiveReporter(options),
  line: (options) => new LineReporter(options),
  dot: (options) => new DotReporter(options),
  json: (options) => new JsonReporter(options),
};

/** Tells the reporter, and writes to harness.log what is worth keeping. `stop` must be called at the end. */
export function terminalStatus(
  test: Test,
  folder: RunFolder,
  stream: NodeJS.WriteStream,
  asked?: ReporterName,
): RunStatus & { stop(): void } {
  const nowMs = (): number => performance.now();
  const progress = new Progress({
    nowMs,
    nodes: test.cluster === 'external' ? [] : nodeNames(test),
    schedule: test.schedule,
    faultsEndMs: test.timeMs,
    warn: (line) => log(line),
  });
  const reporter = CREATE[chooseReporter(asked, process.env, stream.isTTY === true)]({
    write: (text) => stream.write(text),
    columns: () => stream.columns ?? 100,
    rows: () => stream.rows ?? USUAL_ROWS,
    color: terminal(stream).color,
    title: `${test.target} ${test.workload} --on ${test.cluster} --seed ${test.seed}`,
    progress,
    every,
  });
  let writable = true;
  /** A log that cannot be written must not keep the run from healing and tidying up. */
  const keep = (line: string): void => {
    if (!writable) return;
    try {
      folder.appendLog(line);
    } catch (error) {
      writable = false;
      reporter.log(messageOf(error));
    }
  };
  const log = (line: string): void => {
    reporter.log(line);
    keep(line);
  };
  const stopWatchingDisk = watchDisk(folder.path, (bytes) => progress.diskFree(bytes));
  return {
    phase: (phase) => {
      progress.phase(phase);
      reporter.changed('phase');
      keep(`phase: ${phase}`);
    },
    workloadStarted: (durationMs) => {
      progress.workloadStarted(durationMs + test.afterHealMs);
      reporter.changed('workload');
    },
    began: (f) => progress.began(f),
    operation: (f, outcome, latencyNs) => progress.operation(f, outcome, latencyNs),
    faults: (inForce, state) => {
      progress.faults(inForce, state);
      reporter.changed('faults');
      keep(
        `faults in force: ${inForce.map(({ scheduled, summary }) => `${scheduled.id} ${scheduled.fault} ${summary}`).join('; ') || 'none'}`,
      );
    },
    clock: ({ node, offsetNs, uncertaintyNs }) => progress.clock(node, offsetNs, uncertaintyNs),
    health: ({ lateMs }) => progress.eventLoopLag(lateMs),
    ended: ({ node, process: name, code, signal }) => {
      progress.ended(node);
      log(`${name} on ${node} ended by itself: ${signal === null ? `exit code ${code}` : `signal ${signal}`}`);
    },
    log,
    stop: () => {
      stopWatchingDisk();
      reporter.stop();
    },
  };
}

/** As every kind of cluster names them. */
function nodeNames({ nodes, spares }: Test): readonly string[] {
  return Array.from({ length: nodes + spares }, (_, index) => `n${index + 1}`);
}

function every(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
}

/** Tells now and then how many bytes are free on the disk that has this folder. Answers how to end it. */
function watchDisk(folder: string, tell: (bytes: number) => void): () => void {
  const look = async (): Promise<void> => {
    const { bavail, bsize } = await statfs(folder);
    tell(bavail * bsize);
  };
  // A disk that does not answer has worse to say elsewhere.
  return every(DISK_INTERVAL_MS, () => void look().catch(() => {}));
}
