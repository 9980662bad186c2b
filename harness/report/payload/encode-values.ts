/**
 * The values of operations as columns: for each function the shapes of what was asked and answered, and the numbers in
 * them, told as surprises. `decode-values.ts` reads it.
 */
import { deflateRawSync } from 'node:zlib';
import type { ContainerWriter } from './container-writer.js';
import { eventOrder } from './event-order.js';
import { NumberWriter } from './numbers.js';
import type { Operations } from './payload.js';
import { SHAPES, type Shapes } from './payload-head.js';
import { PREDICTORS, type Predictor, type PredictorName } from './predictors.js';
import { TELL_NOTHING, TELL_WHOLE } from './telling.js';
import { shapeOf } from './value-shapes.js';
import { AS_ASKED, FIRST_SHAPE, numbersColumn, type Role, UNKNOWN, ValueContext, valuesColumn } from './value-walk.js';

/** Events on which the predictors are tried out. */
const TRIED_EVENTS = 60_000;
/** Different shapes of one function that values far from any anomaly may add. */
const MAX_SHAPES = 256;

/** Values of other operations than the important ones are told up to so many characters. */
const MAX_CHARACTERS = 64;

export interface EncodedValues {
  /** By the column of numbers. */
  readonly predictors: Readonly<Record<string, PredictorName>>;
  /** Of how many operations everything that was said is told. */
  readonly withValues: number;
}

/** Adds the columns of the values, and answers how they are to be read. O(events), about 2 µs each. */
export function encodeValues(operations: Operations, telling: Uint8Array, to: ContainerWriter): EncodedValues {
  const order = eventOrder(operations);
  const walk = (encoder: ValueEncoder, places: number): ValueEncoder => {
    for (let place = 0; place < places; place += 1) if (order[place]! >= 0) encoder.event(order[place]!, place);
    return encoder;
  };
  const tried = new ValueEncoder(operations, telling, () => PREDICTORS);
  const best = walk(tried, Math.min(order.length, TRIED_EVENTS)).best();
  const encoder = new ValueEncoder(operations, telling, (column) => [best.get(column) ?? 'recent of key']);
  return walk(encoder, order.length).finish(to);
}

interface Option {
  readonly name: PredictorName;
  readonly predictor: Predictor;
  readonly to: NumberWriter;
}

/** One role of one function. */
interface ValueStream {
  readonly column: string;
  readonly codes: NumberWriter;
  readonly shapeIds: Map<string, number>;
  /** By the place of a number in its value: what it is told with, all of them while they are tried out. */
  readonly places: { readonly column: string; readonly options: readonly Option[] }[];
}

class ValueEncoder {
  private readonly context: ValueContext;
  private readonly streams: Readonly<Record<Role, ValueStream[]>> = { asked: [], answered: [] };
  private readonly isAskedTold: Uint8Array;
  private withValues = 0;

  constructor(
    private readonly operations: Operations,
    private readonly telling: Uint8Array,
    private readonly optionsOf: (column: string) => readonly PredictorName[],
  ) {
    this.context = new ValueContext(operations);
    this.isAskedTold = new Uint8Array(operations.length);
  }

  event(at: number, place: number): void {
    const { operations, isAskedTold } = this;
    const asked = operations.asked(at);
    if (operations.invocations[at] === place) {
      isAskedTold[at] = this.tell('asked', at, asked) ? 1 : 0;
      if (isAskedTold[at] === 1 && operations.completions[at]! < 0) this.withValues += 1;
      return;
    }
    const answered = operations.answered(at);
    const isSame = answered === asked && isAskedTold[at] === 1;
    if (isSame) this.streamOf('answered', at).codes.push(AS_ASKED);
    if ((isSame || this.tell('answered', at, answered)) && isAskedTold[at] === 1) this.withValues += 1;
  }

  /** By column of numbers: what it is told with in the fewest bytes. */
  best(): ReadonlyMap<string, PredictorName> {
    const sizeOf = ({ to }: Option): number => deflateRawSync(to.bytes(), { level: 6 }).length;
    return new Map(
      this.allStreams()
        .flatMap(({ places }) => places)
        .map(({ column, options }) => {
          const sized = options.map((option) => ({ name: option.name, size: sizeOf(option) }));
          return [column, sized.reduce((best, each) => (each.size < best.size ? each : best)).name];
        }),
    );
  }

  finish(to: ContainerWriter): EncodedValues {
    const shapes: Record<string, readonly string[]> = {};
    const predictors: Record<string, PredictorName> = {};
    for (const { column, codes, shapeIds, places } of this.allStreams()) {
      shapes[column] = [...shapeIds.keys()];
      to.addNumbers(column, codes);
      for (const place of places) {
        for (const option of place.options) {
          predictors[place.column] = option.name;
          to.addNumbers(place.column, option.to);
        }
      }
    }
    to.addJson(SHAPES, shapes satisfies Shapes);
    return { predictors, withValues: this.withValues };
  }

  /** Tells a value, where the page is to have it; answers whether it is. */
  private tell(role: Role, at: number, text: string | null): boolean {
    const stream = this.streamOf(role, at);
    const telling = this.telling[at];
    const isImportant = telling === TELL_WHOLE;
    if (text === null || telling === TELL_NOTHING || (!isImportant && text.length > MAX_CHARACTERS)) {
      stream.codes.push(UNKNOWN);
      return false;
    }
    const { shape, numbers } = shapeOf(text);
    let id = stream.shapeIds.get(shape);
    if (id === undefined) {
      if (!isImportant && stream.shapeIds.size >= MAX_SHAPES) {
        stream.codes.push(UNKNOWN);
        return false;
      }
      id = stream.shapeIds.size;
      stream.shapeIds.set(shape, id);
    }
    stream.codes.push(FIRST_SHAPE + id);
    const key = this.context.keyOf(at);
    for (let place = 0; place < numbers.length; place += 1) {
      const value = numbers[place]!;
      for (const { predictor, to } of this.optionsAt(stream, place)) predictor.write(value, key, to);
      this.context.heard(key, value, place);
    }
    return true;
  }

  private streamOf(role: Role, at: number): ValueStream {
    const functionId = this.operations.functions[at]!;
    const known = this.streams[role][functionId];
    if (known !== undefined) return known;
    const column = valuesColumn(role, functionId);
    const stream = { column, codes: new NumberWriter(), shapeIds: new Map(), places: [] };
    this.streams[role][functionId] = stream;
    return stream;
  }

  private optionsAt(stream: ValueStream, place: number): readonly Option[] {
    const known = stream.places[place];
    if (known !== undefined) return known.options;
    const column = numbersColumn(stream.column, place);
    const options = this.optionsOf(column).map((name) => ({
      ...{ name, predictor: this.context.predictor(name), to: new NumberWriter() },
    }));
    stream.places[place] = { column, options };
    return options;
  }

  /** Without the holes of functions that no client called. */
  private allStreams(): readonly ValueStream[] {
    return [...this.streams.asked, ...this.streams.answered].filter((stream) => stream !== undefined);
  }
}
