/** An exhibit of the museum: a flaw, what brings it out, and what it is caught by. Plain data. */

export interface Exhibit {
  /** As after `--set flaw=`; its text is in targets/reference/flaws.ts. */
  readonly flaw: string;
  readonly workload: string;
  /** As after --judge; left out: what the target claims. */
  readonly judge?: string;
  /** Types of anomalies, any of which shows what the flaw does. */
  readonly shows: readonly string[];
  /** What brings it out, for people; 'none' where nothing needs to. */
  readonly fault: string;
  /** As after --faults. */
  readonly faults?: string;
  /** A schedule by hand, where chance would take too long (docs/schedules.md). */
  readonly schedule?: readonly Readonly<Record<string, unknown>>[];
  /** More options of `run`, for all ways of showing it. */
  readonly words?: readonly string[];
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly nodes?: number;
  readonly timeS?: number;
}

export const WAYS = ['flaw-with-fault', 'flaw-alone', 'right-with-fault', 'right-under-swarm'] as const;
export type Way = (typeof WAYS)[number];

export const WAY_NAMES: Readonly<Record<Way, string>> = {
  'flaw-with-fault': 'the flaw with its fault',
  'flaw-alone': 'the flaw without any fault',
  'right-with-fault': 'the right store with the same fault',
  'right-under-swarm': 'the right store under swarm',
};

/** A flaw that needs no fault has nothing to be shown alone. */
export function waysOf({ fault }: Exhibit): readonly Way[] {
  return fault === 'none' ? WAYS.filter((way) => way !== 'flaw-alone') : WAYS;
}
