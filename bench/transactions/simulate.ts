/** Histories of simulated databases: each keeps a level of isolation, and may break it once, near the end. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Flaw } from './flaws.js';
import { flaws } from './flaws.js';

export type DatabaseLevel = 'strict-serializable' | 'snapshot-isolation' | 'read-committed';

export interface Shape {
  readonly transactions: number;
  readonly processes: number;
  readonly isList: boolean;
  readonly level: DatabaseLevel;
  /** Keys in use at a time. */
  readonly keys: number;
  /** A key is replaced by a fresh one once so much was written to it. */
  readonly writesPerKey: number;
  readonly minOperations: number;
  readonly maxOperations: number;
  /** Parts of the transactions that fail, and of which nobody hears; of the latter every other one took effect. */
  readonly failed: number;
  readonly unknown: number;
  readonly seed: number;
  readonly flaw?: Flaw;
}

interface Key {
  readonly name: number;
  readonly values: number[];
  /** Writes that were planned. */
  planned: number;
}

interface Micro {
  readonly key: Key;
  /** Null for a read. */
  readonly value: number | null;
  /** How many values of the key there were when it read. */
  seen: number;
}

type Phase = 'idle' | 'asked' | 'began' | 'done';

interface Process {
  id: number;
  phase: Phase;
  /** When it goes on, µs. */
  at: number;
  micros: Micro[];
  outcome: 'ok' | 'fail' | 'info';
}

/** Lines in a batch for the one who writes them. */
const BATCH = 20_000;
/** A transaction waits up to so long before it is carried out, and as long again before it is answered, µs. */
const WAIT_US = 500;
const FLAW_AT = 0.95;

/** Hands on NDJSON lines, batch by batch; each ends with a line break. The same shape makes the same lines. */
export function simulate(shape: Shape, write: (lines: string) => void): void {
  new Simulation(shape, write).run();
}

class Simulation {
  private readonly random: () => number;
  private readonly keys: Key[] = [];
  private readonly processes: Process[];
  private lines: string[] = [];
  private index = 0;
  private begun = 0;
  private nextKey = 0;

  constructor(
    private readonly shape: Shape,
    private readonly write: (lines: string) => void,
  ) {
    const generator = xoroshiro128plus(shape.seed);
    this.random = () => (generator.next() >>> 0) / 2 ** 32;
    for (let at = 0; at < shape.keys; at += 1) this.keys.push(this.freshKey());
    this.processes = Array.from({ length: shape.processes }, (_, id) => ({
      id,
      phase: 'idle',
      at: this.random() * WAIT_US,
      micros: [],
      outcome: 'ok',
    }));
  }

  run(): void {
    const { shape, processes } = this;
    let isFlawed = false;
    for (;;) {
      let next: Process | null = null;
      for (const process of processes)
        if (process.phase !== 'done' && (next === null || process.at < next.at)) next = process;
      if (next === null) break;
      if (next.phase === 'idle' && this.begun >= shape.transactions) {
        next.phase = 'done';
        continue;
      }
      if (
        next.phase === 'idle' &&
        shape.flaw !== undefined &&
        !isFlawed &&
        this.begun >= shape.transactions * FLAW_AT
      ) {
        isFlawed = true;
        this.inject(shape.flaw, next.at);
      }
      this.step(next);
    }
    this.flush();
  }

  private step(process: Process): void {
    const { random, shape } = this;
    const begins = shape.level === 'strict-serializable' ? 1 : random();
    switch (process.phase) {
      case 'idle':
        process.micros = this.plan();
        process.outcome = 'ok';
        this.event(process, 'invoke', this.text(process.micros, false));
        process.phase = 'asked';
        process.at += random() * WAIT_US * begins;
        break;
      case 'asked': {
        // Strictly serializable: everything at one moment. Otherwise reads see the beginning, or some of them do.
        for (const micro of process.micros) micro.seen = micro.key.values.length;
        process.phase = 'began';
        if (shape.level !== 'strict-serializable') process.at += random() * WAIT_US;
        else this.commit(process);
        break;
      }
      case 'began':
        if (shape.level === 'strict-serializable') this.answer(process);
        else {
          this.commit(process);
          this.answer(process);
        }
        break;
      case 'done':
        break;
    }
  }

  private commit(process: Process): void {
    const { random, shape } = this;
    const { micros } = process;
    const fate = random();
    const conflicts = micros.some(({ key, value, seen }) => value !== null && key.values.length !== seen);
    if (fate < shape.failed || (shape.level === 'snapshot-isolation' && conflicts)) process.outcome = 'fail';
    else if (fate < shape.failed + shape.unknown) process.outcome = 'info';
    const isLost = process.outcome === 'fail' || (process.outcome === 'info' && random() < 0.5);
    if (shape.level === 'read-committed')
      for (const micro of micros) if (random() < 0.5) micro.seen = micro.key.values.length;
    if (!isLost) for (const { key, value } of micros) if (value !== null) key.values.push(value);
    if (shape.level === 'strict-serializable') process.at += random() * WAIT_US;
  }

  private answer(process: Process): void {
    this.event(process, process.outcome, this.text(process.micros, process.outcome === 'ok'));
    process.phase = 'idle';
    // Whoever does not know what became of it goes on under another name.
    if (process.outcome === 'info') process.id += this.shape.processes;
    process.at += this.random() * 100;
  }

  private plan(): Micro[] {
    const { random, shape } = this;
    this.begun += 1;
    const count = shape.minOperations + Math.floor(random() * (shape.maxOperations - shape.minOperations + 1));
    return Array.from({ length: count }, () => {
      const slot = Math.floor(random() * this.keys.length);
      const key = this.keys[slot]!;
      if (random() < 0.5) return { key, value: null, seen: 0 };
      key.planned += 1;
      if (key.planned >= shape.writesPerKey) this.keys[slot] = this.freshKey();
      return { key, value: key.planned, seen: 0 };
    });
  }

  private freshKey(): Key {
    const key = { name: this.nextKey, values: [], planned: 0 };
    this.nextKey += 1;
    return key;
  }

  private text(micros: readonly Micro[], isKnown: boolean): string {
    const { isList } = this.shape;
    const texts = micros.map(({ key, value, seen }, at) => {
      if (value !== null) return `["${isList ? 'append' : 'w'}",${key.name},${value}]`;
      if (!isKnown) return `["r",${key.name},null]`;
      const own = micros
        .slice(0, at)
        .flatMap((micro) => (micro.key === key && micro.value !== null ? [micro.value] : []));
      if (isList)
        return `["r",${key.name},[${own.length === 0 ? joined(key.values, seen) : [...key.values.slice(0, seen), ...own].join(',')}]]`;
      return `["r",${key.name},${own.at(-1) ?? key.values[seen - 1] ?? null}]`;
    });
    return `[${texts.join(',')}]`;
  }

  private event({ id, at }: { readonly id: number; readonly at: number }, type: string, value: string): void {
    this.lines.push(
      `{"index":${this.index},"time":${Math.round(at * 1e3)},"type":"${type}","process":${id},"f":"txn","value":${value}}\n`,
    );
    this.index += 1;
    if (this.lines.length >= BATCH) this.flush();
  }

  /** A few transactions on keys of their own, all at the same time, that show one anomaly. */
  private inject(flaw: Flaw, at: number): void {
    const name = (key: number): number => this.nextKey + key;
    const groups = flaws[flaw];
    const steps = groups.map((group) =>
      group.map((each, place) => ({
        id: 10_000_000 + place,
        outcome: each.failed === true ? 'fail' : 'ok',
        asked: each.micros.map(([kind, key, value]) => [kind, name(key), kind === 'r' ? null : value]),
        answered: each.micros.map(([kind, key, value]) => [kind, name(key), value]),
      })),
    );
    for (const group of steps) {
      for (const { id, asked } of group) this.event({ id, at }, 'invoke', JSON.stringify(asked));
      for (const { id, outcome, asked, answered } of group) {
        this.event({ id, at }, outcome, JSON.stringify(outcome === 'ok' ? answered : asked));
      }
    }
    this.nextKey += 10;
  }

  private flush(): void {
    this.write(this.lines.join(''));
    this.lines = [];
  }
}

/** The first values, joined. */
function joined(values: readonly number[], count: number): string {
  let text = '';
  for (let at = 0; at < count; at += 1) text += at === 0 ? values[at] : `,${values[at]}`;
  return text;
}
