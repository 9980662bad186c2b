/** Violations as they are found: all are counted, and the first few of each kind are explained. */
import type { Anomaly } from '../../harness/contracts/checker.js';

/** Violations of each kind that are explained at most. */
const MAX_EXPLAINED = 10;

export class Findings {
  readonly anomalies: Anomaly[] = [];
  readonly counts = new Map<string, number>();

  /** `explain` is called only for what is explained. */
  found(type: string, explain: () => Anomaly): void {
    const count = (this.counts.get(type) ?? 0) + 1;
    this.counts.set(type, count);
    if (count <= MAX_EXPLAINED) this.anomalies.push(explain());
  }

  /** How many of a kind there are. */
  count(type: string): number {
    return this.counts.get(type) ?? 0;
  }
}
