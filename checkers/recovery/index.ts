/** Recovery: after the faults have healed the database serves again, and does not wait for ever. */
import type { Anomaly, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { UsageError } from '../../harness/contracts/errors.js';
import type { History } from '../../harness/contracts/history.js';
import type { LivenessChecker } from '../explaining/liveness.js';
import { counted, span } from '../explaining/moments.js';
import { type Requests, requestsOf } from '../explaining/requests.js';
import { healsOf } from './heals.js';
import { baselineRate, measureRecovery, type Recovery } from './measure.js';

/** By then something must have succeeded, unless another limit is named. */
const DEFAULT_LIMIT_MS = 10_000;
const NS_PER_MS = 1e6;
/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

export const describe = 'after all faults have healed requests succeed again within a limit';

export interface RecoveryOptions {
  /** The limit, as "10s" or "500ms". */
  readonly level?: string;
}

/**
 * Judges any history with faults. A heal is judged when its clients asked for as long as the limit and no other fault came
 * in between; a success before it proves recovery in any case. What is reported besides: the time until the rate of
 * successes was back at 95 % of what it was before the first fault. O(n). Throws UsageError 'unknown-level'.
 */
export function recovery({ level }: RecoveryOptions = {}): LivenessChecker {
  const limitMs = level === undefined ? DEFAULT_LIMIT_MS : parseLimit(level);
  return { property: 'recovery', describe, check: (history, options) => check(history, options, limitMs) };
}

function parseLimit(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? [];
  if (amount !== undefined) return Number(amount) * (unit === 's' ? 1_000 : 1);
  throw new UsageError(`"${text}" is no limit for recovery`, {
    code: 'unknown-level',
    value: text,
    hint: 'write it as 10s or 500ms',
  });
}

function check(history: History, _: CheckOptions, limitMs: number): Verdict {
  const requests = requestsOf(history);
  const verdict = { property: 'recovery', operations: requests.length, algorithm: 'first success after each heal' };
  const undecided = (reason: string, details = {}): Verdict => ({
    ...verdict,
    ...{ valid: 'unknown', anomalies: [], reason, details },
  });
  if (!history.hasTimes) return undecided('the history does not say when things happened');
  const { heals, firstFaultNs } = healsOf(history);
  if (heals.length === 0) return undecided('no fault was healed, so there was nothing to recover from');
  const baseline = baselineRate(history, requests, firstFaultNs);
  const recoveries = measureRecovery(history, requests, heals, baseline);
  const limitNs = limitMs * NS_PER_MS;
  const isLate = ({ firstOkNs, lastAskedNs, heal }: Recovery): boolean =>
    firstOkNs === null ? lastAskedNs - heal.atNs >= limitNs : firstOkNs > limitNs;
  const late = recoveries.filter(isLate);
  const proven = recoveries.filter((each) => each.firstOkNs !== null && !isLate(each));
  const details = {
    limitMs,
    baselineRate: baseline === null ? null : Number(baseline.toFixed(1)),
    late: late.length,
    censored: recoveries.length - late.length - proven.length,
    heals: recoveries.map(({ heal, firstOkNs, rateNs, asked }) => ({
      faults: heal.faults.map(({ fault }) => fault),
      atMs: Math.round(heal.atNs / NS_PER_MS),
      observedMs: Math.round((heal.untilNs - heal.atNs) / NS_PER_MS),
      requests: asked,
      firstSuccessMs: firstOkNs === null ? null : Number((firstOkNs / NS_PER_MS).toFixed(1)),
      rateBackMs: rateNs === null ? null : Math.round(rateNs / NS_PER_MS),
    })),
  };
  if (late.length === 0 && proven.length === 0) {
    return undecided(
      `after no heal did the clients go on to ask for ${span(limitNs)}, and nothing succeeded in that time: give the run more time without faults`,
      details,
    );
  }
  const anomalies = late.slice(0, MAX_EXPLAINED).map((each) => explain(history, requests, each, limitNs));
  return { ...verdict, valid: late.length === 0, anomalies, details };
}

function explain(history: History, requests: Requests, late: Recovery, limitNs: number): Anomaly {
  const { heal, firstOkNs, asked, firstAsked, lastAskedNs } = late;
  const first = requests.invoked[firstAsked]!;
  const last = requests.invoked[firstAsked + asked - 1]!;
  const what = [...new Set(heal.faults.map(({ fault }) => fault))].join(', ');
  const since = `Every fault had healed by ${(heal.atNs / 1e9).toFixed(3)} s (${what})`;
  const explanation =
    firstOkNs === null
      ? `${since}, and for ${span(lastAskedNs - heal.atNs)} after that not one of ${counted(asked, 'request')} succeeded. It never recovered, as far as anybody saw.`
      : `${since}, and the first request that succeeded after that was answered only ${span(firstOkNs)} later, where ${span(limitNs)} is the limit.`;
  return {
    type: firstOkNs === null ? 'never-recovered' : 'late-recovery',
    operations: [...new Set([first, last])],
    prefix: Math.max(last, history.partners[last]!) + 1,
    time: heal.atNs + limitNs,
    explanation,
  };
}
