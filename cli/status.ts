/** The status of a run on this terminal, and in its harness.log. */
import chalk from 'chalk';
import { messageOf } from '../harness/contracts/errors.js';
import type { Test } from '../harness/contracts/test.js';
import { LiveStatus } from '../harness/report/terminal/live.js';
import type { RunFolder } from '../harness/results/index.js';
import type { RunStatus } from '../harness/run/status.js';

export function terminalStatus(
  test: Test,
  folder: RunFolder,
  stream: NodeJS.WriteStream,
): RunStatus & { stop(): void } {
  const live = new LiveStatus({
    write: (text) => stream.write(text),
    isTerminal: stream.isTTY === true,
    columns: () => stream.columns ?? 100,
    color: stream.isTTY === true && chalk.level > 0,
    title: `${test.target} ${test.workload} --on ${test.cluster} --seed ${test.seed}`,
    nowMs: () => performance.now(),
    every: (ms, tick) => {
      const timer = setInterval(tick, ms);
      return () => clearInterval(timer);
    },
  });
  let writable = true;
  /** A log that cannot be written must not keep the run from healing and tidying up. */
  const keep = (line: string): void => {
    if (!writable) return;
    try {
      folder.appendLog(line);
    } catch (error) {
      writable = false;
      live.log(messageOf(error));
    }
  };
  const log = (line: string): void => {
    live.log(line);
    keep(line);
  };
  const since = new Map<string, number>();
  return {
    phase: (phase) => {
      live.phase(phase);
      keep(`phase: ${phase}`);
    },
    workloadStarted: (durationMs) => live.workloadStarted(durationMs),
    operation: (f, outcome, latencyNs) => live.operation(f, outcome, latencyNs),
    faults: (inForce) => {
      for (const { scheduled } of inForce) if (!since.has(scheduled.id)) since.set(scheduled.id, performance.now());
      live.faults(
        inForce.map(({ scheduled, summary }) => {
          return { fault: scheduled.fault, summary, sinceMs: since.get(scheduled.id) ?? performance.now() };
        }),
      );
      keep(
        `faults in force: ${inForce.map(({ scheduled, summary }) => `${scheduled.id} ${scheduled.fault} ${summary}`).join('; ') || 'none'}`,
      );
    },
    log,
    stop: () => live.stop(),
  };
}
