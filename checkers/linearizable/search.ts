/**
 * Just-in-time linearization (Wing and Gong 1993; Lowe, 'Testing for linearizability', 2017) over a set of
 * configurations: every state that could be now, with the operations in flight that have taken effect already. Work is
 * done only when an operation returns: configurations in which it has not taken effect are carried on until it has.
 *
 * What keeps the set small, and why it is sound:
 * - A pending read that fits the state takes effect at once: it changes nothing, so nothing is lost by it.
 * - Unknown operations that are alike are counted, not listed; and of two configurations that differ only in how many
 *   of them were spent, class by class, the one that spent more is redundant: what is unspent need never happen.
 * - An unknown operation whose value nobody was ever shown is left out: without it everything else goes as well.
 */
import type { Budget } from '../../harness/contracts/checker.js';
import { type AnyModel, ILLEGAL, show } from './model.js';
import type { Entry } from './prepare.js';

export type SearchResult =
  | { readonly kind: 'linearizable'; readonly configurations: number }
  | {
      readonly kind: 'broken';
      /** The operation whose return left no configuration. */
      readonly culprit: Entry;
      /** States that were possible when it returned, without it. */
      readonly possible: readonly unknown[];
    }
  | { readonly kind: 'gave-up'; readonly reason: string; readonly reached: number };

/** Configurations between two looks at the clock. */
const CHECK_INTERVAL = 512;
/** A rough size of one configuration with everything that refers to it, bytes. */
const CONFIGURATION_BYTES = 400;
/** States that are named in an explanation at most. */
const MAX_POSSIBLE = 20;

interface Configuration {
  readonly state: number;
  /** A bit for each slot in flight that has taken effect. */
  readonly mask: bigint;
  /** How many of each class of unknown operations were spent. */
  readonly spent: readonly number[];
}

/** Is there an order of these operations that the model allows? */
export function search(model: AnyModel, entries: readonly Entry[], budget: Budget): SearchResult {
  return new Search(model, entries, budget).run();
}

class Search {
  private readonly states: unknown[] = [];
  private readonly stateIds = new Map<string, number>();
  private readonly calls: Entry[] = [];
  private readonly callIds = new Map<string, number>();
  private readonly steps = new Map<number, number>();
  private readonly events: { readonly at: number; readonly entry: Entry; readonly isReturn: boolean }[] = [];
  /** In flight and of known outcome: class of call by slot; -1 is a free slot. */
  private readonly slots: number[] = [];
  private readonly slotOf = new Map<Entry, number>();
  /** Unknown operations: the call of each class, and how many were invoked so far. */
  private readonly unknownCalls: number[] = [];
  private readonly available: number[] = [];
  private readonly unknownClasses = new Map<number, number>();
  private frontier: Configuration[];
  private made = 0;

  constructor(
    private readonly model: AnyModel,
    entries: readonly Entry[],
    private readonly budget: Budget,
  ) {
    for (const entry of withoutUnseen(model, entries)) {
      this.events.push({ at: entry.invoked, entry, isReturn: false });
      if (entry.returned !== null) this.events.push({ at: entry.returned, entry, isReturn: true });
    }
    this.events.sort((left, right) => left.at - right.at);
    this.frontier = [{ state: this.stateId(model.init), mask: 0n, spent: [] }];
  }

  run(): SearchResult {
    for (const { at, entry, isReturn } of this.events) {
      if (!isReturn) {
        this.invoke(entry);
        continue;
      }
      const slot = this.slotOf.get(entry) ?? 0;
      const { reached, seen, outOfBudget } = this.carryOn(slot);
      if (outOfBudget !== null) return { kind: 'gave-up', reason: outOfBudget, reached: at };
      if (reached.length === 0) {
        const possible = [...new Set(seen.map(({ state }) => state))].slice(0, MAX_POSSIBLE);
        return { kind: 'broken', culprit: entry, possible: possible.map((id) => this.states[id]) };
      }
      const bit = 1n << BigInt(slot);
      this.frontier = reached.map((configuration) => ({ ...configuration, mask: configuration.mask & ~bit }));
      this.slots[slot] = -1;
    }
    return { kind: 'linearizable', configurations: this.made };
  }

  private invoke(entry: Entry): void {
    const call = this.callId(entry);
    if (entry.returned === null) {
      let unknownClass = this.unknownClasses.get(call);
      if (unknownClass === undefined) {
        unknownClass = this.unknownCalls.length;
        this.unknownClasses.set(call, unknownClass);
        this.unknownCalls.push(call);
        this.available.push(0);
      }
      this.available[unknownClass] = (this.available[unknownClass] ?? 0) + 1;
      return;
    }
    const gap = this.slots.indexOf(-1);
    const slot = gap < 0 ? this.slots.length : gap;
    this.slots[slot] = call;
    this.slotOf.set(entry, slot);
  }

  /** Carries every configuration on until the operation in `slot` has taken effect. */
  private carryOn(slot: number): { reached: Configuration[]; seen: Configuration[]; outOfBudget: string | null } {
    const bit = 1n << BigInt(slot);
    const reached = new Frontier();
    const passing = new Frontier();
    const queue: Configuration[] = [];
    const offer = (configuration: Configuration): void => {
      const settled = this.settleReads(configuration);
      if ((settled.mask & bit) !== 0n) reached.add(settled);
      else if (passing.add(settled)) queue.push(settled);
    };
    for (const configuration of this.frontier) offer(configuration);
    for (let configuration = queue.pop(); configuration !== undefined; configuration = queue.pop()) {
      if (!passing.has(configuration)) continue;
      this.made += 1;
      if (this.made % CHECK_INTERVAL === 0) {
        const outOfBudget = this.outOfBudget(reached.size + passing.size);
        if (outOfBudget !== null) return { reached: [], seen: [], outOfBudget };
      }
      for (const [other, call] of this.slots.entries()) {
        const otherBit = 1n << BigInt(other);
        if (call < 0 || (configuration.mask & otherBit) !== 0n) continue;
        const state = this.step(configuration.state, call);
        if (state >= 0) offer({ ...configuration, state, mask: configuration.mask | otherBit });
      }
      for (const [unknownClass, call] of this.unknownCalls.entries()) {
        const spent = configuration.spent[unknownClass] ?? 0;
        if (spent >= (this.available[unknownClass] ?? 0)) continue;
        const state = this.step(configuration.state, call);
        if (state < 0 || state === configuration.state) continue;
        offer({ ...configuration, state, spent: increased(configuration.spent, unknownClass) });
      }
    }
    return { reached: reached.all(), seen: passing.all(), outOfBudget: null };
  }

  private settleReads(configuration: Configuration): Configuration {
    let { mask } = configuration;
    for (const [slot, call] of this.slots.entries()) {
      const entry = call < 0 ? undefined : this.calls[call];
      const bit = 1n << BigInt(slot);
      if (entry === undefined || (mask & bit) !== 0n || !this.model.readOnly(entry.call)) continue;
      if (this.step(configuration.state, call) >= 0) mask |= bit;
    }
    return mask === configuration.mask ? configuration : { ...configuration, mask };
  }

  /** The state after a call, by ids; -1 when it is illegal. Every pair is stepped once. */
  private step(state: number, call: number): number {
    const pair = state * 0x100000 + call;
    let after = this.steps.get(pair);
    if (after === undefined) {
      const next = this.model.step(this.states[state], (this.calls[call] as Entry).call);
      after = next === ILLEGAL ? -1 : this.stateId(next);
      this.steps.set(pair, after);
    }
    return after;
  }

  private stateId(state: unknown): number {
    const key = this.model.key(state);
    let id = this.stateIds.get(key);
    if (id === undefined) {
      id = this.states.length;
      this.stateIds.set(key, id);
      this.states.push(state);
    }
    return id;
  }

  private callId(entry: Entry): number {
    const { f, input, output } = entry.call;
    const key = `${f} ${show(input)} ${entry.returned === null ? '?' : show(output)}`;
    let id = this.callIds.get(key);
    if (id === undefined) {
      id = this.calls.length;
      this.callIds.set(key, id);
      this.calls.push(entry);
    }
    return id;
  }

  private outOfBudget(live: number): string | null {
    if (this.budget.now() > this.budget.deadlineMs) return 'the time for checking was used up';
    const bytes = (live + this.frontier.length) * CONFIGURATION_BYTES;
    return bytes > this.budget.memoryBytes ? 'the memory for checking was used up' : null;
  }
}

/** A set of configurations of which none makes another redundant. */
class Frontier {
  size = 0;
  private readonly bySituation = new Map<string, Configuration[]>();

  /** False when it is redundant. Removes those that it makes redundant. */
  add(configuration: Configuration): boolean {
    const situation = situationOf(configuration);
    const others = this.bySituation.get(situation) ?? [];
    if (others.some((other) => dominates(other, configuration))) return false;
    const left = others.filter((other) => !dominates(configuration, other));
    left.push(configuration);
    this.size += left.length - others.length;
    this.bySituation.set(situation, left);
    return true;
  }

  has(configuration: Configuration): boolean {
    return this.bySituation.get(situationOf(configuration))?.includes(configuration) ?? false;
  }

  all(): Configuration[] {
    return [...this.bySituation.values()].flat();
  }
}

function situationOf({ state, mask }: Configuration): string {
  return `${state}.${mask}`;
}

/** Has spent no more of any class. */
function dominates(left: Configuration, right: Configuration): boolean {
  const classes = Math.max(left.spent.length, right.spent.length);
  for (let index = 0; index < classes; index += 1) {
    if ((left.spent[index] ?? 0) > (right.spent[index] ?? 0)) return false;
  }
  return true;
}

function increased(spent: readonly number[], index: number): readonly number[] {
  const more = Array.from({ length: Math.max(spent.length, index + 1) }, (_, at) => spent[at] ?? 0);
  more[index] = (more[index] ?? 0) + 1;
  return more;
}

/** Without the unknown operations that bring about nothing that anybody was shown; again and again, until all are seen. */
function withoutUnseen(model: AnyModel, entries: readonly Entry[]): readonly Entry[] {
  let left = entries.filter(({ call, returned }) => returned !== null || !model.readOnly(call));
  const { effects } = model;
  if (effects === undefined) return left;
  for (;;) {
    // What an unknown compare-and-set needs to find counts as shown, as long as that operation itself is there.
    const shown = new Set(left.map(({ call }) => effects(call).shows));
    const seen = left.filter(({ call, returned }) => returned !== null || shown.has(effects(call).brings));
    if (seen.length === left.length) return left;
    left = seen;
  }
}
