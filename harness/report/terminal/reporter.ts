/** Reporters: each shows the progress of a run in a way of its own, on a stream that is handed in. */
import type { Progress } from './progress.js';

export const REPORTERS = ['live', 'line', 'dot', 'json'] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** What became different and should be seen at once. */
export type Change = 'phase' | 'workload' | 'faults';

export interface Reporter {
  changed(change: Change): void;
  /** A line that stays. */
  log(line: string): void;
  /** Whatever moves is taken away. Twice is nothing. */
  stop(): void;
}

/** What a stream is, handed in so that a test can be one. */
export interface Output {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  readonly rows: () => number;
  readonly color: boolean;
  readonly every: (ms: number, tick: () => void) => () => void;
}

export interface ReporterOptions extends Output {
  readonly title: string;
  readonly progress: Progress;
}

/**
 * The reporter for a stream. A window is only for a terminal that a person looks at: where there is none, or a CI
 * system keeps what is written, it is a line now and then, whatever was asked for.
 */
export function chooseReporter(
  asked: ReporterName | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): ReporterName {
  const canMove = isTerminal && environment['TERM'] !== 'dumb';
  if (asked === 'live' || asked === undefined) {
    const isKept = asked === undefined && ![undefined, '', '0', 'false'].includes(environment['CI']);
    return canMove && !isKept ? 'live' : 'line';
  }
  return asked;
}
