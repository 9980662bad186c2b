/** Tiny random histories of logs: processes that send and read as chance has it, on a log that now and then lies. */
import fc from 'fast-check';
import type { Operation } from '../../../harness/contracts/operation.js';

export interface TinyLogOptions {
  readonly functions: readonly string[];
  /** A share of the sends is not told its offset. */
  readonly withoutOffsets: boolean;
  /** One answer in so many is a lie; 0 for none. */
  readonly liesOneIn: number;
  readonly maxLength: number;
}

type Pairs = readonly (readonly [offset: number, element: number])[];

const PROCESSES = 4;
const KEYS = ['a', 'a', 'b'] as const;
const FINAL_PROCESS = 9;

class TinyLog {
  private readonly logs = new Map<string, [number, number][]>();
  private readonly positions = new Map<string, number>();

  append(key: string, element: number, gap: number): number {
    const log = this.logs.get(key) ?? [];
    const offset = (log.at(-1)?.[0] ?? -1) + 1 + gap;
    this.logs.set(key, [...log, [offset, element]]);
    return offset;
  }

  /** The next few elements of a key for a reader. */
  read(reader: string, key: string, count: number): Pairs {
    const position = this.positions.get(`${reader} ${key}`) ?? 0;
    const pairs = (this.logs.get(key) ?? []).slice(position, position + count);
    this.positions.set(`${reader} ${key}`, position + pairs.length);
    return pairs;
  }

  move(reader: string, key: string, by: number): void {
    const position = this.positions.get(`${reader} ${key}`) ?? 0;
    this.positions.set(`${reader} ${key}`, Math.max(0, position + by));
  }
}

export function tinyLogs(options: TinyLogOptions): fc.Arbitrary<readonly Operation[]> {
  const step = fc.record({
    process: fc.nat(PROCESSES - 1),
    f: fc.constantFrom(...options.functions),
    key: fc.constantFrom(...KEYS),
    outcome: fc.constantFrom<Operation['type']>('ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'fail', 'info'),
    isEarly: fc.boolean(),
    lie: fc.nat(Math.max(0, options.liesOneIn - 1)).map((drawn) => options.liesOneIn > 0 && drawn === 0),
    pick: fc.nat(1_000),
  });
  const drawn = fc.record({
    steps: fc.array(step, { minLength: 2, maxLength: options.maxLength, size: 'max' }),
    isReadAtEnd: fc.boolean(),
  });
  return drawn.map(({ steps, isReadAtEnd }) => {
    const play = new Play(options);
    for (const each of steps) play.step(each);
    if (isReadAtEnd) play.readAll();
    return play.events;
  });
}

interface Step {
  readonly process: number;
  readonly f: string;
  readonly key: string;
  readonly outcome: Operation['type'];
  readonly isEarly: boolean;
  readonly lie: boolean;
  readonly pick: number;
}

class Play {
  readonly events: Operation[] = [];
  private readonly log = new TinyLog();
  private readonly doing = new Map<number, { readonly asked: Operation; readonly early: unknown }>();
  private readonly gone = new Set<number>();
  private readonly reads = new Map<number, { readonly reader: string; readonly keys: readonly string[] }>();

  constructor(private readonly options: TinyLogOptions) {}

  step(step: Step): void {
    const { process, f, key, outcome, isEarly } = step;
    if (this.gone.has(process)) return;
    const at = { index: this.events.length, time: this.events.length * 1e9, process };
    const begun = this.doing.get(process);
    if (begun === undefined) {
      const keys = step.pick % 3 === 0 ? ['b'] : step.pick % 3 === 1 ? ['a'] : ['a', 'b'];
      const value = f === 'send' ? [key, at.index] : f === 'poll' ? null : keys;
      const asked: Operation = { ...at, type: 'invoke', f, value };
      this.events.push(asked);
      this.doing.set(process, { asked, early: isEarly ? this.effect(asked, step) : undefined });
      return;
    }
    this.doing.delete(process);
    if (outcome === 'info') this.gone.add(process);
    const { asked, early } = begun;
    const isLate = early === undefined && outcome === 'ok';
    const told = isLate ? this.effect(asked, step) : early;
    this.events.push({ ...at, type: outcome, f: asked.f, value: outcome === 'ok' ? told : asked.value });
  }

  /** A consumer that was never heard of before reads everything, and asks until it has got nothing three times. */
  readAll(): void {
    const once = (f: string, value: unknown): unknown => {
      const step = { ...{ process: FINAL_PROCESS, f, key: 'a', isEarly: true, lie: false, pick: 2 } };
      this.step({ ...step, outcome: 'ok' });
      this.step({ ...step, outcome: 'ok' });
      return this.events.at(-1)?.value ?? value;
    };
    once('assign', null);
    for (let empties = 0; empties < 3; )
      empties = Object.keys(once('poll', {}) as object).length === 0 ? empties + 1 : 0;
  }

  private effect({ f, value, process }: Operation, { lie, pick }: Step): unknown {
    if (f === 'send') {
      const [key, element] = value as [string, number];
      const isHidden = this.options.withoutOffsets && pick % 3 === 0;
      if (lie && pick % 4 === 0) return [key, isHidden ? element : [pick % 7, element]];
      const offset = this.log.append(key, element, Number(pick % 6 === 5));
      if (isHidden) return [key, [null, element]];
      return [key, [lie ? Math.max(0, offset + (pick % 3) - 1) : offset, element]];
    }
    if (f === 'assign' || f === 'subscribe') {
      const reader = f === 'subscribe' || this.reads.get(Number(process))?.reader === 'group' ? 'group' : `${process}`;
      this.reads.set(Number(process), { reader, keys: value as string[] });
      return value;
    }
    const { reader, keys } = this.reads.get(Number(process)) ?? { reader: `${process}`, keys: ['a', 'b'] };
    const answer: Record<string, Pairs> = {};
    for (const key of keys) {
      if (lie && pick % 5 === 0) this.log.move(reader, key, (pick % 4) - 2);
      const pairs = this.log.read(reader, key, 1 + (pick % 3));
      const told = lie && pick % 5 > 0 ? falsified(pairs, pick) : pairs;
      if (told.length > 0) answer[key] = told;
    }
    return answer;
  }
}

function falsified(pairs: Pairs, pick: number): Pairs {
  const [first, ...rest] = pairs;
  if (first === undefined) return pick % 2 === 0 ? [] : [[pick % 5, 900 + (pick % 2)]];
  if (pick % 5 === 1) return rest;
  if (pick % 5 === 2) return [...rest, first];
  if (pick % 5 === 3) return [first, ...rest, [first[0] + 1 + (pick % 3), first[1]]];
  return [[first[0], pick % 20], ...rest];
}
