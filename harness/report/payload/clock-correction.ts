/** From what a node's clock said to when it was, by the measurements of that clock against the controller's. */
import type { ClockRecord } from '../../results/index.js';

/** How far a clock was off from one moment to another, all ns since the run began. */
interface Stretch {
  readonly fromNs: number;
  readonly toNs: number;
  readonly offsetNs: number;
}

/** Offsets that differ by less are one: a clock that is not tampered with drifts by less in a run. */
const SAME_NS = 1e6;
/** Clocks are read once a second, so that is how closely we know when one was set. */
const SLACK_NS = 1.5e9;
/** Lines that are written at the same time may stand in the wrong order by so much. */
const DISORDER_NS = 0.5e9;

/**
 * Translates the moments of one log, line by line in the order in which they were written: a clock that was set back
 * says the same moment twice, and only the order tells which one is meant.
 */
export class ClockCorrection {
  private readonly stretches: readonly Stretch[];
  private current = 0;
  private lastNs = Number.NEGATIVE_INFINITY;

  /** Of one node. Its database's own readings count where there are any: a clock fault may be that process's alone. */
  constructor(readings: readonly ClockRecord[]) {
    const own = readings.filter(({ source }) => source === 'target');
    this.stretches = stretchesOf(own.length > 0 ? own : readings);
  }

  /** `saidNs`: what the clock said, as ns since the run began by the controller's clock. */
  correct(saidNs: number): number {
    const { stretches, lastNs } = this;
    const isPossible = (at: number): boolean => {
      const { fromNs, toNs } = stretches[at]!;
      const timeNs = this.timeAt(at, saidNs);
      return timeNs >= fromNs - SLACK_NS && timeNs <= toNs + SLACK_NS;
    };
    const goesBack = (at: number): boolean => this.timeAt(at, saidNs) < lastNs - DISORDER_NS;
    // Nearly always the clock is still as it was at the last line.
    if (stretches.length > 0 && !(isPossible(this.current) && !goesBack(this.current))) {
      const possible = stretches.map((_, at) => at).filter(isPossible);
      const onwards = possible.filter((at) => !goesBack(at));
      const nearest = (onwards.length > 0 ? onwards : possible).sort(
        (left, right) => Math.abs(this.timeAt(left, saidNs) - lastNs) - Math.abs(this.timeAt(right, saidNs) - lastNs),
      );
      this.current = nearest[0] ?? this.current;
    }
    this.lastNs = this.timeAt(this.current, saidNs);
    return this.lastNs;
  }

  private timeAt(stretch: number, saidNs: number): number {
    return saidNs - (this.stretches[stretch]?.offsetNs ?? 0);
  }
}

function stretchesOf(readings: readonly ClockRecord[]): readonly Stretch[] {
  const stretches: { fromNs: number; toNs: number; offsetNs: number }[] = [];
  for (const { timeNs, offsetNs, uncertaintyNs } of [...readings].sort((a, b) => a.timeNs - b.timeNs)) {
    const last = stretches.at(-1);
    if (last === undefined) stretches.push({ fromNs: Number.NEGATIVE_INFINITY, toNs: timeNs, offsetNs });
    else if (Math.abs(offsetNs - last.offsetNs) <= SAME_NS + uncertaintyNs) last.toNs = timeNs;
    else stretches.push({ fromNs: timeNs, toNs: timeNs, offsetNs });
  }
  const last = stretches.at(-1);
  if (last !== undefined) last.toNs = Number.POSITIVE_INFINITY;
  return stretches;
}
