/** The fingerprint of an anomaly: the same for anomalies that are probably one bug seen again, short enough to be read. */

export interface FaultInForce {
  readonly fault: string;
  /** Nanoseconds since the run began. */
  readonly startNs: number;
  readonly endNs: number;
}

export interface FingerprintInput {
  readonly property: string;
  /** The anomaly's. */
  readonly type: string;
  /** The moment at which it became certain, ns since the run began; null where the verdict names none. */
  readonly timeNs: number | null;
  /** The proven windows of the run's faults. */
  readonly faults: readonly FaultInForce[];
}

/**
 * `property/type/kinds of faults in force at its moment`, such as "linearizable/nonlinearizable/kill+partition". "quiet"
 * stands for no fault, "some moment" where nobody knows when it was.
 */
export function fingerprint({ property, type, timeNs, faults }: FingerprintInput): string {
  return [property, type, circumstances(timeNs, faults)].join('/');
}

function circumstances(timeNs: number | null, faults: readonly FaultInForce[]): string {
  if (timeNs === null) return 'some moment';
  const kinds = faults.filter(({ startNs, endNs }) => startNs <= timeNs && timeNs <= endNs).map(({ fault }) => fault);
  return kinds.length === 0 ? 'quiet' : [...new Set(kinds)].sort().join('+');
}
