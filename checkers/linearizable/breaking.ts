/** Where broken operations break: the last event of the shortest prefix that is broken. */
import type { Budget } from '../../harness/contracts/checker.js';
import { thatMatter } from './calls.js';
import type { Broken } from './explain.js';
import type { AnyModel } from './model.js';
import type { Monitor } from './monitors.js';
import { type Judgement, OPEN, type Operations } from './operations.js';
import { prefixOf, shortestBrokenPrefix } from './prefix.js';
import { type SearchResult, search } from './search/search.js';
import { type Judging, type ObjectVerdict, PHANTOMS, ZONES } from './verdicts.js';
import type { RegisterCalls } from './zones/register-calls.js';
import { seedsOf } from './zones/seeds.js';
import { judgeZones } from './zones/zones.js';

/** Time for finding a shorter broken prefix than the one at hand, ms. */
const SHORTENING_MS = 700;

export function brokenByZones(eventCount: number, register: RegisterCalls): ObjectVerdict {
  const conflictUpTo = (limit: number): readonly number[] | null => {
    const judged = judgeZones(register, limit);
    return judged === 'inapplicable' ? null : judged.conflict;
  };
  const end = shortestBrokenPrefix(register.returned, eventCount, conflictUpTo);
  const seeds = seedsOf(register, [...(conflictUpTo(end) ?? []), register.returned.indexOf(end)], end);
  const events = Array.from(seeds, (at) => register.invoked[at]!);
  return { kind: 'broken', algorithm: ZONES, end, told: null, events };
}

export function brokenByMonitor(
  { model, budget }: Judging,
  operations: Operations,
  monitor: Monitor,
  judgement: Judgement,
): ObjectVerdict {
  const deadlineMs = budget.now() + SHORTENING_MS;
  const whole = OPEN - 1;
  const judgements = new Map([[whole, judgement]]);
  const judgedUpTo = (limit: number): Judgement => {
    const judged = judgements.get(limit) ?? monitor.judge(prefixOf(operations, limit));
    judgements.set(limit, judged);
    return judged;
  };
  const seen = shortestBrokenPrefix(operations.returned, whole, (limit) => {
    if (limit < whole && budget.now() > deadlineMs) return null;
    const judged = judgedUpTo(limit);
    return judged.kind === 'broken' ? judged.operations : null;
  });
  // What the monitor cannot tell, a search may.
  const isCertain = judgedUpTo(seen - 1).kind === 'linearizable';
  const end = isCertain ? seen : (earlierBreak(model, operations, seen, budget) ?? seen);
  const judged = judgedUpTo(end);
  const told = judged.kind === 'broken' ? toldOf(operations, judged) : null;
  return { kind: 'broken', algorithm: monitor.algorithm, end, told, events: null };
}

export function toldOf(
  { invoked }: Operations,
  { why, operations }: Judgement & { readonly kind: 'broken' },
): Broken['told'] {
  return { why, operations: operations.map((at) => invoked[at]!) };
}

/** Something was shown that nobody brought. */
export function brokenByPhantom(
  model: AnyModel,
  operations: Operations,
  phantom: number,
  budget: Budget,
): ObjectVerdict {
  const seen = operations.returned[phantom]!;
  const end = earlierBreak(model, operations, seen, budget) ?? seen;
  return { kind: 'broken', algorithm: PHANTOMS, end, told: null, events: null };
}

/** Where it was broken before an event at which it is, if a short search sees that; null otherwise. */
function earlierBreak(model: AnyModel, operations: Operations, seen: number, budget: Budget): number | null {
  const limited = { ...budget, deadlineMs: Math.min(budget.deadlineMs, budget.now() + SHORTENING_MS) };
  const before = thatMatter(model, prefixOf(operations, seen - 1));
  const earlier = search(model, before, limited);
  return earlier.kind === 'broken' ? shortestBySearch(model, before, earlier, limited) : null;
}

/**
 * A search can notice late (it took unknown operations to be endless) or early (it looked ahead at what later reads
 * saw); so the first answer that no order explains is looked for around the one at hand, while there is time.
 */
export function shortestBySearch(
  model: AnyModel,
  operations: Operations,
  found: SearchResult & { readonly kind: 'broken' },
  budget: Budget,
): number {
  const ends = operations.returned.filter((end) => end !== OPEN).sort();
  const limited = { ...budget, deadlineMs: Math.min(budget.deadlineMs, budget.now() + SHORTENING_MS) };
  const isBrokenAt = (index: number): boolean | null => {
    const result = search(model, prefixOf(operations, ends[index]!), limited);
    return result.kind === 'gave-up' ? null : result.kind === 'broken';
  };
  let high = ends.indexOf(operations.returned[found.culprit]!);
  // It knew the answers of what was in flight, and perhaps what was read later: so it has seen that the whole is broken,
  // and whether this prefix is has to be seen. Only on a register an answer that is not yet heard hides nothing.
  const lookedAhead = model.family !== 'register' || model.growth !== undefined;
  for (let step = 1; lookedAhead && high < ends.length - 1 && isBrokenAt(high) !== true; step *= 2) {
    high = Math.min(ends.length - 1, high + step);
  }
  let low = 0;
  if (high > 0 && isBrokenAt(high - 1) === false) return ends[high]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const broken = isBrokenAt(middle);
    if (broken === null) break;
    if (broken) high = middle;
    else low = middle + 1;
  }
  return ends[high]!;
}
