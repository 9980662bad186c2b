/** How available the database was in each phase: counted request by request. */
import type { History } from '../../harness/contracts/history.js';
import type { Requests } from '../explaining/requests.js';
import type { Phase } from './phases.js';

export interface PhaseMeasure {
  readonly phase: Phase;
  readonly requests: number;
  /** Answered in time. */
  readonly good: number;
  /** The longest time in which no request was answered, ns, and when it began. */
  readonly longestGapNs: number;
  readonly gapFromNs: number;
  /** Positions of the first and the last request that was not answered in time; -1 where all were. */
  readonly firstBad: number;
  readonly lastBad: number;
}

export interface NodeMeasure {
  requests: number;
  good: number;
}

/**
 * A request counts in the phase in which it was asked, unless the phase ended before its time was up: then what became of it
 * is the doing of what came next. O(n).
 */
export function measurePhases(
  history: History,
  requests: Requests,
  phases: readonly Phase[],
  withinNs: number,
): { readonly phases: readonly PhaseMeasure[]; readonly byNode: ReadonlyMap<string, NodeMeasure> } {
  const byNode = new Map<string, NodeMeasure>();
  let at = 0;
  const measured = phases.map((phase): PhaseMeasure => {
    while (at < requests.length && requests.askedNs[at]! < phase.fromNs) at += 1;
    let [count, good, firstBad, lastBad] = [0, 0, -1, -1];
    const answers: number[] = [];
    for (; at < requests.length && requests.askedNs[at]! < phase.toNs; at += 1) {
      const node = history.node(requests.invoked[at]!);
      if (phase.nodes !== null && (node === undefined || !phase.nodes.has(node))) continue;
      const askedNs = requests.askedNs[at]!;
      const endedNs = requests.endedNs[at]!;
      const isGood = requests.answered[at] === 1 && endedNs - askedNs <= withinNs;
      const isCutShort = endedNs > phase.toNs && phase.toNs - askedNs < withinNs;
      if (isCutShort) continue;
      count += 1;
      if (isGood) good += 1;
      else {
        if (firstBad < 0) firstBad = at;
        lastBad = at;
      }
      if (requests.answered[at] === 1) answers.push(endedNs);
      if (node !== undefined) {
        const mine = byNode.get(node) ?? { requests: 0, good: 0 };
        mine.requests += 1;
        if (isGood) mine.good += 1;
        byNode.set(node, mine);
      }
    }
    return { phase, requests: count, good, ...longestGap(answers, phase), firstBad, lastBad };
  });
  return { phases: measured, byNode };
}

function longestGap(answers: number[], { fromNs, toNs }: Phase): { longestGapNs: number; gapFromNs: number } {
  const moments = Float64Array.from(answers.filter((ns) => ns <= toNs)).sort();
  let [before, longestGapNs, gapFromNs] = [fromNs, 0, fromNs];
  for (const moment of [...moments, toNs]) {
    if (moment - before > longestGapNs) {
      longestGapNs = moment - before;
      gapFromNs = before;
    }
    before = moment;
  }
  return { longestGapNs, gapFromNs };
}
