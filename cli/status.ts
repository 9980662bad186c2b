/** The status of a run on this terminal, and in its harness.log. */
import chalk from 'chalk';
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
  const log = (line: string): void => {
    live.log(line);
    folder.appendLog(line);
  };
  const since = new Map<string, number>();
  return {
    phase: (phase) => {
      live.phase(phase);
      folder.appendLog(`phase: ${phase}`);
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
      folder.appendLog(
        `faults in force: ${inForce.map(({ scheduled, summary }) => `${scheduled.id} ${scheduled.fault} ${summary}`).join('; ') || 'none'}`,
      );
    },
    log,
    stop: () => live.stop(),
  };
}
