/** Reads the clocks of all nodes throughout a run, each with how uncertain the reading is. */
import type { Node } from '../contracts/cluster.js';
import type { ClockRecord } from '../results/index.js';

export interface ClockMonitorOptions {
  readonly nodes: readonly Node[];
  /** The database's own clock on a node, ms since 1970; null where it has none to ask. */
  readonly targetClock: ((node: Node) => Promise<number>) | null;
  readonly now: () => number;
  readonly record: (reading: ClockRecord) => void;
}

const INTERVAL_MS = 1_000;
const ANSWER_TIMEOUT_MS = 900;
const NS_PER_MS = 1e6;

export class ClockMonitor {
  private timer: NodeJS.Timeout | null = null;
  private readonly busy = new Set<string>();

  constructor(private readonly options: ClockMonitorOptions) {}

  start(): void {
    this.timer = setInterval(() => this.readAll(), INTERVAL_MS);
    this.readAll();
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private readAll(): void {
    for (const node of this.options.nodes) {
      this.once(`${node.name} probe`, () => this.readProbe(node));
      const { targetClock } = this.options;
      if (targetClock !== null) this.once(`${node.name} target`, () => this.readTarget(node, targetClock));
    }
  }

  private async readProbe(node: Node): Promise<void> {
    const reading = await node.readClock();
    if (reading !== null) this.record({ node: node.name, source: 'probe', ...reading });
  }

  private async readTarget(node: Node, clock: (node: Node) => Promise<number>): Promise<void> {
    const began = performance.now();
    const beganMs = performance.timeOrigin + began;
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('late')), ANSWER_TIMEOUT_MS).unref(),
    );
    const readMs = await Promise.race([clock(node), late]);
    const halfMs = (performance.now() - began) / 2;
    this.record({
      node: node.name,
      source: 'target',
      offsetNs: Math.round((readMs - beganMs - halfMs) * NS_PER_MS),
      monotonicOffsetNs: null,
      uncertaintyNs: Math.round(halfMs * NS_PER_MS),
    });
  }

  private record(reading: Omit<ClockRecord, 'timeNs'>): void {
    if (this.timer !== null) this.options.record({ timeNs: this.options.now(), ...reading });
  }

  /** A clock that has not answered yet is not asked again; one that does not answer is a gap in the readings. */
  private once(key: string, read: () => Promise<void>): void {
    if (this.busy.has(key)) return;
    this.busy.add(key);
    read()
      .catch(() => {})
      .finally(() => this.busy.delete(key));
  }
}
