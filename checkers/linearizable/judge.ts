/** Judges one object: by the algorithm that knows its type where there is one, and by the search otherwise. */
import type { Budget } from '../../harness/contracts/checker.js';
import { type CallSource, type CallTable, thatMatter } from './calls.js';
import { smallestBroken } from './counterexample.js';
import type { Broken } from './explain.js';
import type { AnyModel } from './model.js';
import { type Monitor, monitors } from './monitors.js';
import { type ObjectOperations, picked } from './objects.js';
import { type Judgement, OPEN, type Operations } from './operations.js';
import { firstPhantom } from './phantoms.js';
import { prefixOf, shortestBrokenPrefix } from './prefix.js';
import { type SearchResult, search } from './search/search.js';
import type { ValueTable } from './values.js';
import { type RegisterCalls, registerCalls } from './zones/register-calls.js';
import { seedsOf } from './zones/seeds.js';
import { judgeZones } from './zones/zones.js';

export const ZONES = 'zones (Gibbons and Korach)';
export const PHANTOMS = 'values that nobody wrote';
export const SEARCH = 'just-in-time linearization';

export type ObjectVerdict =
  | { readonly kind: 'linearizable'; readonly algorithm: string }
  | {
      readonly kind: 'broken';
      readonly algorithm: string;
      /** Event index of the answer at which it breaks. */
      readonly end: number;
      /** Invocations of operations that are broken by themselves; null for all that were invoked by the end. */
      readonly events: readonly number[] | null;
      readonly told: Broken['told'];
    }
  | { readonly kind: 'gave-up'; readonly algorithm: string; readonly reason: string; readonly reached: number };

export type BrokenVerdict = ObjectVerdict & { readonly kind: 'broken' };

/** Time for finding a shorter broken prefix than the one at hand, and for making a counterexample small, ms. */
const SHORTENING_MS = 700;
const SHRINKING_MS = 1_500;
/** Time for finding out whether some operations are broken, ms. */
const QUESTION_MS = 75;
/** With more to look at than this, no smaller counterexample is looked for. */
const MAX_WEIGHT = 500_000;

/** What is shared by the objects of a history. */
export interface Judging {
  readonly source: CallSource;
  readonly model: AnyModel;
  readonly values: ValueTable;
  readonly calls: CallTable;
  readonly budget: Budget;
}

export function judgeObject(judging: Judging, object: ObjectOperations): ObjectVerdict {
  const { source, model, values, calls, budget } = judging;
  if (model.family === 'register') {
    const register = registerCalls(source, object, values);
    const judged = register === null ? 'inapplicable' : judgeZones(register);
    if (register !== null && judged !== 'inapplicable') {
      if (judged.conflict === null) return { kind: 'linearizable', algorithm: ZONES };
      return brokenByZones(source.length, register);
    }
  }
  const all = calls.operationsOf(object);
  const monitor = model.family === undefined ? undefined : monitors[model.family];
  if (monitor !== undefined) {
    const judged = monitor.judge(all);
    if (judged.kind === 'linearizable') return { kind: 'linearizable', algorithm: monitor.algorithm };
    if (judged.kind === 'broken') return brokenByMonitor(model, all, monitor, budget);
  }
  const operations = thatMatter(model, all);
  const phantom = firstPhantom(model, operations);
  if (phantom !== null) return brokenByPhantom(model, operations, phantom, budget);
  const result = search(model, operations, budget);
  if (result.kind === 'linearizable') return { kind: 'linearizable', algorithm: SEARCH };
  if (result.kind === 'gave-up') return { ...result, algorithm: SEARCH };
  const end = shortestBySearch(model, operations, result, budget);
  return { kind: 'broken', algorithm: SEARCH, end, told: null, events: null };
}

function brokenByZones(eventCount: number, register: RegisterCalls): ObjectVerdict {
  const conflictUpTo = (limit: number): readonly number[] | null => {
    const judged = judgeZones(register, limit);
    return judged === 'inapplicable' ? null : judged.conflict;
  };
  const end = shortestBrokenPrefix(register.returned, eventCount, conflictUpTo);
  const seeds = seedsOf(register, [...(conflictUpTo(end) ?? []), register.returned.indexOf(end)], end);
  const events = Array.from(seeds, (at) => register.invoked[at]!);
  return { kind: 'broken', algorithm: ZONES, end, told: null, events };
}

function brokenByMonitor(model: AnyModel, operations: Operations, monitor: Monitor, budget: Budget): ObjectVerdict {
  const { algorithm, judge } = monitor;
  const deadlineMs = budget.now() + SHORTENING_MS;
  const conflictUpTo = (limit: number): readonly number[] | null => {
    if (budget.now() > deadlineMs) return null;
    const judged = judge(prefixOf(operations, limit));
    return judged.kind === 'broken' ? judged.operations : null;
  };
  const seen = shortestBrokenPrefix(operations.returned, OPEN - 1, conflictUpTo);
  // What the monitor cannot tell, a search may.
  const isCertain = judge(prefixOf(operations, seen - 1)).kind === 'linearizable';
  const end = isCertain ? seen : (earlierBreak(model, operations, seen, budget) ?? seen);
  const prefix = prefixOf(operations, end);
  const judged = judge(prefix);
  const told = judged.kind === 'broken' ? toldOf(prefix, judged) : null;
  return { kind: 'broken', algorithm, end, told, events: null };
}

function toldOf({ invoked }: Operations, { why, operations }: Judgement & { readonly kind: 'broken' }): Broken['told'] {
  return { why, operations: operations.map((at) => invoked[at]!) };
}

/** Something was shown that nobody brought. */
function brokenByPhantom(model: AnyModel, operations: Operations, phantom: number, budget: Budget): ObjectVerdict {
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
function shortestBySearch(
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

/** How much there is to look at: operations, and the elements of the lists that they answered. */
function weightOf({ length, calls, table }: Operations): number {
  let weight = length;
  for (const call of calls) {
    const { output } = table[call]!;
    if (Array.isArray(output)) weight += output.length;
  }
  return weight;
}

/** A counterexample of an object that was found broken. */
export function counterexampleOf(
  { model, budget, calls }: Judging,
  object: ObjectOperations,
  verdict: BrokenVerdict,
): Pick<Broken, 'counterexample' | 'isSmall' | 'isMinimal' | 'told'> {
  const deadlineMs = Math.min(budget.deadlineMs, budget.now() + SHRINKING_MS);
  const monitor = model.family === undefined ? undefined : monitors[model.family];
  const some = verdict.events === null ? object : picked(object, new Set(verdict.events));
  const base = prefixOf(calls.operationsOf(some), verdict.end);
  const isBroken = (few: Operations): boolean | null => {
    const judged = monitor?.judge(few);
    if (judged !== undefined && judged.kind !== 'inapplicable') return judged.kind === 'broken';
    const limited = { ...budget, deadlineMs: Math.min(deadlineMs, budget.now() + QUESTION_MS) };
    const result = search(model, thatMatter(model, few), limited);
    return result.kind === 'gave-up' ? null : result.kind === 'broken';
  };
  const isLate = (): boolean => budget.now() > deadlineMs;
  const smaller = weightOf(base) > MAX_WEIGHT ? null : smallestBroken(model, base, isBroken, isLate);
  if (smaller === null) return { counterexample: base, isSmall: false, isMinimal: false, told: verdict.told };
  const judged = monitor?.judge(smaller.operations);
  // Of a few operations it is told more simply than of all.
  const told = judged?.kind === 'broken' ? toldOf(smaller.operations, judged) : null;
  return { counterexample: smaller.operations, isSmall: true, isMinimal: smaller.isMinimal, told };
}
