/** Availability and recovery by their definitions: every request is looked at by itself, in the light of all events. */
import type { FaultEventValue } from '../../harness/contracts/fault.js';
import type { Operation } from '../../harness/contracts/operation.js';

interface FaultEvent extends FaultEventValue {
  readonly time: number;
}

interface Asked {
  readonly time: number;
  readonly node: string | undefined;
  readonly end: number;
  readonly isAnswered: boolean;
  readonly isOk: boolean;
}

function faultEvents(events: readonly Operation[]): readonly FaultEvent[] {
  return events
    .filter(({ process }) => process === 'nemesis')
    .map(({ time, value }) => ({ ...(value as FaultEventValue), time }));
}

function requests(events: readonly Operation[]): readonly Asked[] {
  return events
    .filter(({ type, process }) => type === 'invoke' && process !== 'nemesis')
    .map(({ index, time, node, process }) => {
      const answer = events.find((each) => each.index > index && each.process === process && each.type !== 'invoke');
      const isNobody = /^(unavailable: |no-client)/.test(answer?.error ?? '');
      return {
        ...{ time, node, end: answer?.time ?? Number.POSITIVE_INFINITY },
        isAnswered: answer?.type === 'ok' || (answer?.type === 'fail' && !isNobody),
        isOk: answer?.type === 'ok',
      };
    });
}

/** What is so after the first `count` fault events. */
function stateAfter(events: readonly FaultEvent[], count: number) {
  const seen = events.slice(0, count);
  const latest = new Map<string, FaultEvent>();
  for (const event of seen) if (event.phase !== 'injected') latest.set(event.id, event);
  const phases = [...latest.values()];
  return {
    isChanging: phases.some(({ phase }) => phase === 'inject' || phase === 'heal'),
    inForce: phases.filter(({ phase }) => phase === 'inject' || phase === 'verified').length,
    majority: seen.filter(({ phase }) => phase === 'verified' || phase === 'healed').at(-1)?.majority,
    sinceNs: seen.filter(({ phase }) => phase !== 'injected').at(-1)?.time ?? null,
  };
}

/** Of each stretch in which something can be asked of the database: how many requests there were, and how many were good. */
export function availabilityByDefinition(
  events: readonly Operation[],
  { withinMs, settleMs }: { readonly withinMs: number; readonly settleMs: number },
): readonly { readonly requests: number; readonly good: number }[] {
  const faults = faultEvents(events);
  const lastNs = events.at(-1)?.time ?? 0;
  const counts = new Map<number, { requests: number; good: number }>();
  for (const { time, node, end, isAnswered } of requests(events)) {
    const before = faults.filter((event) => event.time <= time).length;
    const { isChanging, inForce, majority, sinceNs } = stateAfter(faults, before);
    if (isChanging || (sinceNs !== null && time < sinceNs + settleMs * 1e6)) continue;
    if (inForce > 0 && (node === undefined || !(majority ?? []).includes(node))) continue;
    const until = faults.slice(before).find(({ phase }) => phase === 'inject' || phase === 'heal')?.time ?? lastNs;
    if (time >= until || (end > until && until - time < withinMs * 1e6)) continue;
    const count = counts.get(before) ?? { requests: 0, good: 0 };
    counts.set(before, count);
    count.requests += 1;
    if (isAnswered && end - time <= withinMs * 1e6) count.good += 1;
  }
  return [...counts.values()];
}

/** Of each moment at which the last fault was gone: was there a success in time, was there none for certain, or neither? */
export function recoveryByDefinition(
  events: readonly Operation[],
  limitMs: number,
): readonly ('proven' | 'late' | 'censored')[] {
  const faults = faultEvents(events);
  const asked = requests(events);
  const lastNs = events.at(-1)?.time ?? 0;
  const moments = faults.flatMap((event, at) => {
    const { inForce, isChanging } = stateAfter(faults, at + 1);
    const isGone = (event.phase === 'healed' || event.phase === 'skipped') && inForce === 0 && !isChanging;
    // Something must have been there since there was last nothing.
    const before = faults.slice(0, at + 1).findLastIndex((_, place) => {
      const state = stateAfter(faults, place);
      return state.inForce === 0 && !state.isChanging;
    });
    return isGone && faults.slice(before, at + 1).some(({ phase }) => phase === 'healed')
      ? [{ atNs: event.time, at }]
      : [];
  });
  return moments.map(({ atNs, at }) => {
    const untilNs = faults.slice(at + 1).find(({ phase }) => phase === 'inject')?.time ?? lastNs;
    const since = asked.filter(({ time }) => time >= atNs && time < untilNs);
    const successes = since.filter(({ isOk, end }) => isOk && end <= untilNs).map(({ end }) => end - atNs);
    if (successes.length > 0) return Math.min(...successes) <= limitMs * 1e6 ? 'proven' : 'late';
    return since.some(({ time }) => time - atNs >= limitMs * 1e6) ? 'late' : 'censored';
  });
}
