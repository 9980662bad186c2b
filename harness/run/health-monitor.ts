/** How well the controller itself does throughout a run: where its event loop was late, latencies are not the target's. */
import { type IntervalHistogram, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import type { HealthRecord } from '../results/index.js';

export interface HealthMonitorOptions {
  readonly now: () => number;
  /** The real-time clock, ms since 1970. */
  readonly wallMs: () => number;
  readonly record: (health: HealthRecord) => void;
}

const INTERVAL_MS = 1_000;
/** How often the event loop is asked for; the histogram counts that as being on time. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

export class HealthMonitor {
  private timer: NodeJS.Timeout | null = null;
  private histogram: IntervalHistogram | null = null;
  private collectingMs = 0;
  private readonly collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) this.collectingMs += duration;
  });

  constructor(private readonly options: HealthMonitorOptions) {}

  /** Records once now, so that the real time of the run's beginning is known, and then every second. */
  start(): void {
    this.histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.histogram.enable();
    this.collections.observe({ entryTypes: ['gc'] });
    this.timer = setInterval(() => this.tell(), INTERVAL_MS);
    this.tell();
  }

  /** Records what has not been told yet. */
  stop(): void {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    this.tell();
    this.histogram?.disable();
    this.collections.disconnect();
  }

  private tell(): void {
    const { now, wallMs, record } = this.options;
    // Before it was asked for the first time there is no maximum.
    const asked = this.histogram !== null && this.histogram.count > 0 ? this.histogram.max / NS_PER_MS : 0;
    const health = {
      timeNs: now(),
      wallMs: wallMs(),
      lateMs: rounded(Math.max(0, asked - RESOLUTION_MS)),
      collectingMs: rounded(this.collectingMs),
    };
    try {
      record(health);
    } catch {
      // A reading that cannot be kept is a gap; a disk that is full ends the run where the history is written.
    }
    this.histogram?.reset();
    this.collectingMs = 0;
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
