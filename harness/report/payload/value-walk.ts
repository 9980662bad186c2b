/** What both sides of the encoding of values know: where each stream of numbers stands, and what was said of each key. */
import { NONE, type Operations } from './payload.js';
import { type Predictor, type PredictorName, predictorNamed, Recents } from './predictors.js';
import { shapeOf } from './value-shapes.js';

export type Role = 'asked' | 'answered';

/** Codes of a value's shape. */
export const UNKNOWN = 0;
/** Of an answer: what was asked. */
export const AS_ASKED = 1;
export const FIRST_SHAPE = 2;

/** The stream of the codes of one function, and of the numbers in one place of its values. */
export const valuesColumn = (role: Role, functionId: number): string => `${role} ${functionId}`;
export const numbersColumn = (column: string, place: number): string => `${column} ${place}`;

/** What predictors learn from. */
export class ValueContext {
  private readonly recents = new Recents();
  /** The number in the name of each key, counted from 1; NaN where it has none. */
  private readonly keyNumbers: Float64Array;
  private readonly expectedNumbers: Float64Array;

  constructor(private readonly operations: Pick<Operations, 'keys' | 'keyNames'>) {
    const numbers = operations.keyNames.map((name) => shapeOf(name).numbers[0] ?? Number.NaN);
    this.keyNumbers = new Float64Array(numbers.length + 1).fill(Number.NaN);
    this.keyNumbers.set(numbers, 1);
    this.expectedNumbers = this.keyNumbers.map((value) => (Number.isNaN(value) ? 0 : value));
  }

  keyOf(at: number): number {
    const key = this.operations.keys[at]!;
    return key === NONE ? 0 : key + 1;
  }

  predictor(name: PredictorName): Predictor {
    return predictorNamed(name, this.recents, this.expectedNumbers);
  }

  /** After a number was told: a key's own name says nothing of its value. */
  heard(key: number, value: number, place: number): void {
    if (place > 0 || value !== this.keyNumbers[key]) this.recents.say(key, value);
  }
}
