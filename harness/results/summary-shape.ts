/** What lists of runs know of a run: plain JSON, small enough for thousands of them to stand in one page. Types alone. */

/** Anomalies of one property that look alike. */
export interface AnomalyGroup {
  readonly type: string;
  readonly count: number;
  /** As harness/results/fingerprint.ts writes it. */
  readonly fingerprint: string;
}

export interface PropertySummary {
  readonly property: string;
  readonly valid: true | false | 'unknown';
  readonly anomalies: readonly AnomalyGroup[];
}

/** Texts are '' and numbers null where the run's folder does not say. */
export interface RunSummary {
  /** From the folder of results to the run's, with forward slashes. */
  readonly path: string;
  /** 'running': something is being written and there is no verdict yet. 'broken': there is none and will be none. */
  readonly state: 'done' | 'running' | 'broken';
  readonly name: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly target: string;
  readonly targetOptions: Readonly<Record<string, unknown>>;
  readonly targetVersion: string | null;
  readonly workload: string;
  /** Names of the faults in the schedule. */
  readonly faults: readonly string[];
  readonly seed: number | null;
  readonly cluster: string;
  readonly nodes: number | null;
  readonly judged: { readonly property: string; readonly level: string | null };
  /** Null where there is no verdict. */
  readonly valid: true | false | 'unknown' | null;
  readonly exitCode: number | null;
  /** Why it is not valid, or why there is no verdict. */
  readonly reason: string | null;
  readonly properties: readonly PropertySummary[];
  readonly operations: number | null;
  readonly ratePerSecond: number | null;
  /** Of ok operations. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** How long the workload was meant to go on. */
  readonly timeMs: number | null;
  /** The lie that the harness itself told, to check the checkers. */
  readonly planted: string | null;
}
