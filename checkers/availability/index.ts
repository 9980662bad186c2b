/** Availability: the share of the requests that are answered in time, while nothing excuses that they are not. */
import type { Anomaly, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import type { LivenessChecker } from '../explaining/liveness.js';
import { span } from '../explaining/moments.js';
import { type Requests, requestsOf } from '../explaining/requests.js';
import { measurePhases, type PhaseMeasure } from './measure.js';
import { DEFAULT_OBJECTIVE, nines, type Objective, parseObjective, sayObjective } from './objective.js';
import { judgedPhases } from './phases.js';

/** Fewer requests than this in a phase say nothing about a share. */
const MIN_REQUESTS = 20;
/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;
const NS_PER_MS = 1e6;

export const describe = 'requests are answered in time, while a mutually connected majority remains';

export interface AvailabilityOptions {
  /** An objective such as "99.9%@200ms"; left out: 90 % within 5 s. */
  readonly level?: string;
}

/**
 * Judges any history. A request that the database refused was answered; one of unknown outcome, or that nobody was there to
 * take, was not. Every phase of the run is judged by itself: the time without faults, and under each mixture of faults that
 * leaves a majority untouched, the clients of that majority. O(n). Throws UsageError 'unknown-level'.
 */
export function availability({ level }: AvailabilityOptions = {}): LivenessChecker {
  const objective = level === undefined ? DEFAULT_OBJECTIVE : parseObjective(level);
  return { property: 'availability', describe, check: (history, options) => check(history, options, objective) };
}

function check(history: History, _: CheckOptions, objective: Objective): Verdict {
  const requests = requestsOf(history);
  const verdict = { property: 'availability', operations: requests.length, algorithm: 'share of each phase' };
  const undecided = (reason: string): Verdict => ({ ...verdict, valid: 'unknown', anomalies: [], reason });
  if (!history.hasTimes) return undecided('the history does not say when things happened');
  const { withinMs, settleMs, share } = objective;
  const phases = judgedPhases(history, settleMs * NS_PER_MS);
  const measured = measurePhases(history, requests, phases, withinMs * NS_PER_MS);
  const judged = measured.phases.filter((phase) => phase.requests >= MIN_REQUESTS);
  if (judged.length === 0) {
    return undecided(`in no phase of the run were there ${MIN_REQUESTS} requests that something could be asked of`);
  }
  const broken = judged.filter(({ requests: all, good }) => good / all < share);
  const anomalies = broken.slice(0, MAX_EXPLAINED).map((phase) => explain(history, requests, phase, objective));
  const total = judged.reduce((sum, phase) => ({ all: sum.all + phase.requests, good: sum.good + phase.good }), {
    all: 0,
    good: 0,
  });
  const details = {
    objective: sayObjective(objective),
    ...shareOf(total.good, total.all),
    broken: broken.length,
    phases: judged.map(({ phase, requests: all, good, longestGapNs }) => ({
      faults: phase.faults,
      ...(phase.nodes === null ? {} : { nodes: [...phase.nodes] }),
      fromMs: Math.round(phase.fromNs / NS_PER_MS),
      toMs: Math.round(phase.toNs / NS_PER_MS),
      ...shareOf(good, all),
      longestGapMs: Math.round(longestGapNs / NS_PER_MS),
    })),
    byNode: Object.fromEntries(
      [...measured.byNode]
        .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }))
        .map(([node, { requests: all, good }]) => [node, shareOf(good, all)]),
    ),
  };
  return { ...verdict, valid: broken.length === 0, anomalies, details };
}

function shareOf(good: number, all: number): Readonly<Record<string, number | null>> {
  const share = all === 0 ? 1 : good / all;
  return { requests: all, good, share: Number(share.toFixed(6)), nines: nines(share) };
}

function explain(history: History, requests: Requests, measure: PhaseMeasure, objective: Objective): Anomaly {
  const { phase, good, firstBad, lastBad, longestGapNs, gapFromNs } = measure;
  const seconds = (ns: number): string => `${(ns / 1e9).toFixed(3)} s`;
  const under =
    phase.faults.length === 0
      ? 'no fault was in force'
      : `${phase.faults.join(', ')} left ${[...(phase.nodes ?? [])].join(', ')} untouched and connected with each other, a majority`;
  const explanation = [
    `From ${seconds(phase.fromNs)} to ${seconds(phase.toNs)} ${under}, and of the ${measure.requests.toLocaleString('en')} requests of their clients ${good.toLocaleString('en')} were answered in time: ${((100 * good) / measure.requests).toFixed(1)} %, where ${sayObjective(objective)} is the objective.`,
    `For ${span(longestGapNs)}, from ${seconds(gapFromNs)} on, no request was answered at all.`,
  ].join(' ');
  const first = requests.invoked[firstBad]!;
  const last = requests.invoked[lastBad]!;
  const ended = history.partners[last]!;
  return {
    type: 'below-objective',
    operations: [...new Set([first, last])],
    prefix: Math.max(last, ended) + 1,
    time: phase.toNs,
    explanation: phase.faults.length === 0 ? explanation.replace('of their clients ', '') : explanation,
  };
}
