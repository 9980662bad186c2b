/**
 * What a number in a value most likely is, so that only the surprise has to be told. Which predictor suits the numbers in
 * one place of one function's values is tried out by the encoder. Both sides show them the same numbers in the same order.
 */
import type { NumberReader, NumberWriter } from './numbers.js';

export interface Predictor {
  /** `key` counts the keys from 1; 0: none. */
  write(value: number, key: number, to: NumberWriter): void;
  read(key: number, from: NumberReader): number;
}

export const PREDICTORS = ['plain', 'last', 'last of key', 'name of key', 'recent of key'] as const;
export type PredictorName = (typeof PREDICTORS)[number];

/** What was lately said of each key, the newest first. */
export class Recents {
  private readonly byKey: (number[] | undefined)[] = [];

  of(key: number): readonly number[] {
    return this.byKey[key] ?? [];
  }

  say(key: number, value: number): void {
    const values = this.byKey[key];
    if (values === undefined) this.byKey[key] = [value];
    else if (values[0] !== value) {
      const place = values.indexOf(value);
      if (place > 0) values.splice(place, 1);
      else if (values.length === MAX_RECENT) values.pop();
      values.unshift(value);
    }
  }
}

const MAX_RECENT = 16;

/** `names` are the numbers in the names of keys, counted from 1. */
export function predictorNamed(name: PredictorName, recents: Recents, names: Float64Array): Predictor {
  if (name === 'plain') return new FromExpected(() => 0);
  if (name === 'name of key') return new FromExpected((key) => names[key]!);
  if (name === 'recent of key') return new FromRecent(recents);
  return name === 'last' ? new FromLast(null) : new FromLast(new Float64Array(names.length));
}

class FromExpected implements Predictor {
  constructor(private readonly expected: (key: number) => number) {}

  write(value: number, key: number, to: NumberWriter): void {
    to.pushSigned(value - this.expected(key));
  }

  read(key: number, from: NumberReader): number {
    return this.expected(key) + from.nextSigned();
  }
}

/** Counters, and numbers that drift. */
class FromLast implements Predictor {
  private last = 0;

  constructor(private readonly byKey: Float64Array | null) {}

  write(value: number, key: number, to: NumberWriter): void {
    to.pushSigned(value - (this.byKey?.[key] ?? this.last));
    this.remember(key, value);
  }

  read(key: number, from: NumberReader): number {
    const value = (this.byKey?.[key] ?? this.last) + from.nextSigned();
    this.remember(key, value);
    return value;
  }

  private remember(key: number, value: number): void {
    if (this.byKey === null) this.last = value;
    else this.byKey[key] = value;
  }
}

/** What is read was mostly written or read just before: its place among those, from 1; 0 for something else. */
class FromRecent implements Predictor {
  constructor(private readonly recents: Recents) {}

  write(value: number, key: number, to: NumberWriter): void {
    const known = this.recents.of(key);
    const place = known.indexOf(value) + 1;
    to.push(place);
    if (place === 0) to.pushSigned(value - (known[0] ?? 0));
  }

  read(key: number, from: NumberReader): number {
    const known = this.recents.of(key);
    const place = from.next();
    return place === 0 ? (known[0] ?? 0) + from.nextSigned() : known[place - 1]!;
  }
}
