/** Hears the heartbeats between all nodes throughout a run, and hands them on as moments of the run. */
import type { Cluster, Heartbeat } from '../contracts/cluster.js';
import type { DelayRecord } from '../results/index.js';

export interface DelayMonitorOptions {
  readonly cluster: Pick<Cluster, 'watchDelays'>;
  /** The kernel's CLOCK_MONOTONIC when the run began, ns. */
  readonly startedNs: number;
  readonly record: (delay: DelayRecord) => void;
}

export class DelayMonitor {
  private isOver = false;

  constructor(private readonly options: DelayMonitorOptions) {}

  start(): Promise<void> {
    return this.options.cluster.watchDelays((beat) => this.hear(beat));
  }

  stop(): void {
    this.isOver = true;
  }

  private hear({ from, to, sentNs, arrivedNs }: Heartbeat): void {
    if (this.isOver) return;
    this.options.record({
      from,
      to,
      timeNs: arrivedNs - this.options.startedNs,
      delayNs: Math.max(0, arrivedNs - sentNs),
    });
  }
}
