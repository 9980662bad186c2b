/** The simulated stores of the benches, and the one answer in each that is made wrong. */
import type { Random } from '../../harness/generator/index.js';
import type { Simulated, Store } from './simulate.js';

/** Half reads; every value written is new. With `cas`, half of the updates are conditional on what was there lately. */
export function uniqueRegister(cas: boolean): Store {
  let state: number | null = null;
  let next = 0;
  return {
    ask: (random) => {
      if (random.real() < 0.5) return { f: 'read', input: null };
      next += 1;
      return cas && random.real() < 0.5 ? { f: 'cas', input: [state ?? 0, next] } : { f: 'write', input: next };
    },
    apply: (f, input) => {
      if (f === 'read') return state;
      if (f === 'write') state = input as number;
      else {
        const [from, to] = input as [number, number];
        if (state !== from) return undefined;
        state = to;
      }
      return input;
    },
  };
}

/** A third each of reads, writes and compare-and-sets among few values. */
export function narrowRegister(values: number): Store {
  let state: number | null = null;
  const draw = (random: Random): number => random.integer(values);
  return {
    ask: (random) => {
      const kind = random.integer(3);
      if (kind === 0) return { f: 'read', input: null };
      return kind === 1 ? { f: 'write', input: draw(random) } : { f: 'cas', input: [draw(random), draw(random)] };
    },
    apply: (f, input) => {
      if (f === 'read') return state;
      if (f === 'write') state = input as number;
      else {
        const [from, to] = input as [number, number];
        if (state !== from) return undefined;
        state = to;
      }
      return input;
    },
  };
}

/** A queue, a stack or a priority queue of numbers that are all different. */
export function collection(kind: 'queue' | 'stack' | 'priority-queue'): Store {
  const held: number[] = [];
  const [add, take] = kind === 'stack' ? ['push', 'pop'] : ['enqueue', 'dequeue'];
  let next = 0;
  const taken = (): number | undefined => {
    if (kind === 'queue') return held.shift();
    if (kind === 'stack') return held.pop();
    const least = held.indexOf(Math.min(...held));
    return least < 0 ? undefined : held.splice(least, 1)[0];
  };
  return {
    ask: (random) => {
      // It neither runs empty for long nor grows without end.
      if (random.real() < (held.length > 50 ? 0.6 : 0.45)) return { f: take!, input: null };
      next += 1;
      return { f: add!, input: kind === 'priority-queue' ? random.integer(1000) * 1_000_000 + next : next };
    },
    apply: (f, input) => {
      if (f === take) return taken() ?? null;
      held.push(input as number);
      return input;
    },
  };
}

/** Elements that are added once and looked for; now and then all are read. */
export function uniqueSet(reads: number): Store {
  const held = new Set<number>();
  let next = 0;
  return {
    ask: (random) => {
      if (random.real() < reads) return { f: 'read', input: null };
      next += 1;
      return { f: 'add', input: next };
    },
    apply: (f, input) => {
      if (f === 'read') return [...held];
      held.add(input as number);
      return input;
    },
  };
}

/** From here on, as a share of the operations, an answer may be made wrong. */
const SPOIL_FROM = 0.95;

/** A read answers the value that was replaced last before it began: only just too old. */
export function staleRead(done: readonly Simulated[]): void {
  const updates: Simulated[] = [];
  for (const [place, operation] of done.entries()) {
    if (operation.isUnknown || operation.failed) continue;
    if (operation.f !== 'read') updates.push(operation);
    else if (place > done.length * SPOIL_FROM) {
      const over = updates.findLast(({ end }) => end < operation.start);
      const stale = over === undefined ? undefined : updates.findLast(({ end }) => end < over.start);
      if (stale === undefined) continue;
      operation.output = Array.isArray(stale.input) ? stale.input[1] : stale.input;
      return;
    }
  }
}

/** Two elements are taken in the wrong order, by operations of which one had ended before the other began. */
export function swappedTakes(done: readonly Simulated[]): void {
  const takes = done.filter(
    ({ f, output, isUnknown }) => (f === 'dequeue' || f === 'pop') && output !== null && !isUnknown,
  );
  const first = takes[Math.floor(takes.length * SPOIL_FROM)];
  const second = takes.find((each) => first !== undefined && each.start > first.end + 10);
  if (first !== undefined && second !== undefined) [first.output, second.output] = [second.output, first.output];
}

/** The last read lacks an element that an earlier one had. */
export function lostElement(done: readonly Simulated[]): void {
  const reads = done.filter(({ f, isUnknown }) => f === 'read' && !isUnknown);
  const last = reads.at(-1);
  if (last !== undefined) last.output = (last.output as number[]).filter((_, index) => index !== 5);
}

/** A read answers what nobody ever wrote. */
export function phantomRead(done: readonly Simulated[]): void {
  const read = done.slice(Math.floor(done.length * SPOIL_FROM)).find(({ f, isUnknown }) => f === 'read' && !isUnknown);
  if (read !== undefined) read.output = -1;
}

/** A read answers a value that was not there before it, nor was on its way to be there. */
export function impossibleRead(done: readonly Simulated[]): void {
  const first = Math.floor(done.length * SPOIL_FROM);
  for (const [at, read] of done.entries()) {
    if (at < first || read.f !== 'read' || read.isUnknown) continue;
    const around = done.slice(Math.max(0, at - 100), at + 100);
    const near = around.filter(({ f, start, end }) => f !== 'read' && end > read.start - LONG_MS && start < read.end);
    const values = new Set(near.map(({ input }) => (Array.isArray(input) ? input[1] : input)));
    const absent = [0, 1, 2, 3, 4].find((value) => !values.has(value) && value !== read.output);
    if (absent === undefined) continue;
    read.output = absent;
    return;
  }
}

/** Longer than what was there last before an operation began can have been in the making, ms. */
const LONG_MS = 2;
