/** Reads what `encode-values.ts` wrote; not before somebody asks for a value, since it takes longer than all else. */
import type { Container } from './container.js';
import { eventOrder } from './event-order.js';
import type { NumberReader } from './numbers.js';
import type { Operations } from './payload.js';
import { type Reading, SHAPES, type Shapes } from './payload-head.js';
import type { Predictor } from './predictors.js';
import { filledShape, shapePieces } from './value-shapes.js';
import { AS_ASKED, FIRST_SHAPE, numbersColumn, type Role, UNKNOWN, ValueContext, valuesColumn } from './value-walk.js';

export type ValuedColumns = Pick<
  Operations,
  'length' | 'invocations' | 'completions' | 'functions' | 'functionNames' | 'keys' | 'keyNames'
>;

/** Answers the methods of `Operations` that have to do with values. */
export function lazyValues(
  columns: ValuedColumns,
  predictors: Reading['predictors'],
  from: Container,
): Pick<Operations, 'asked' | 'answered' | 'readAhead'> {
  let decoded: ValueDecoder | null = null;
  const values = (): ValueDecoder => {
    decoded ??= new ValueDecoder(columns, predictors, from);
    return decoded;
  };
  return {
    asked: (at) => values().text('asked', at),
    answered: (at) => values().text('answered', at),
    readAhead: (events) => values().advance(events),
  };
}

/** Where the value of each operation stands. */
interface Places {
  /** Place in `pieces`, from 1; 0 where the page does not have it. */
  readonly shapes: Uint32Array;
  /** Place of its first number in `numbers`. */
  readonly numbers: Uint32Array;
}

/** One role of one function. */
interface ValueStream {
  readonly column: string;
  readonly codes: NumberReader;
  /** Place in `pieces` of its first shape. */
  readonly firstShape: number;
  readonly places: ({ readonly predictor: Predictor; readonly from: NumberReader } | undefined)[];
}

class ValueDecoder {
  private readonly context: ValueContext;
  private readonly pieces: (readonly string[])[] = [];
  private readonly streams: Readonly<Record<Role, ReadonlyMap<number, ValueStream>>>;
  private readonly places: Readonly<Record<Role, Places>>;
  private readonly order: Int32Array;
  /** How much of `order` is read. */
  private done = 0;
  private numbers = new Float64Array(1024);
  private numberCount = 0;

  constructor(
    private readonly columns: ValuedColumns,
    private readonly predictors: Reading['predictors'],
    private readonly from: Container,
  ) {
    this.context = new ValueContext(columns);
    this.streams = { asked: this.streamsOf('asked'), answered: this.streamsOf('answered') };
    const places = (): Places => ({
      shapes: new Uint32Array(columns.length),
      numbers: new Uint32Array(columns.length),
    });
    this.places = { asked: places(), answered: places() };
    this.order = eventOrder(columns);
  }

  /** Each value is told from those before it: they are read in the order of the history. False at its end. */
  advance(events: number): boolean {
    const { order, columns } = this;
    const end = Math.min(order.length, this.done + events);
    for (let place = this.done; place < end; place += 1) {
      const at = order[place]!;
      if (at >= 0) this.read(columns.invocations[at] === place ? 'asked' : 'answered', at);
    }
    this.done = end;
    return end < order.length;
  }

  text(role: Role, at: number): string | null {
    this.advance(this.order.length);
    const { shapes, numbers } = this.places[role];
    const shape = shapes[at];
    return shape === undefined || shape === 0 ? null : filledShape(this.pieces[shape - 1]!, this.numbers, numbers[at]!);
  }

  private read(role: Role, at: number): void {
    const stream = this.streams[role].get(this.columns.functions[at]!);
    const code = stream?.codes.next() ?? UNKNOWN;
    const { shapes, numbers } = this.places[role];
    if (stream === undefined || code === UNKNOWN) return;
    if (code === AS_ASKED) {
      shapes[at] = this.places.asked.shapes[at]!;
      numbers[at] = this.places.asked.numbers[at]!;
      return;
    }
    const shape = stream.firstShape + code - FIRST_SHAPE;
    shapes[at] = shape + 1;
    numbers[at] = this.numberCount;
    const key = this.context.keyOf(at);
    const count = this.pieces[shape]!.length - 1;
    for (let place = 0; place < count; place += 1) {
      const { predictor, from } = this.placeOf(stream, place);
      const value = predictor.read(key, from);
      this.keep(value);
      this.context.heard(key, value, place);
    }
  }

  private streamsOf(role: Role): ReadonlyMap<number, ValueStream> {
    const streams = new Map<number, ValueStream>();
    // Our own encoder wrote it.
    const shapes = this.from.json(SHAPES) as Shapes;
    for (let functionId = 0; functionId < this.columns.functionNames.length; functionId += 1) {
      const column = valuesColumn(role, functionId);
      if (!this.from.has(column)) continue;
      streams.set(functionId, {
        ...{ column, codes: this.from.numbers(column), firstShape: this.pieces.length, places: [] },
      });
      for (const shape of shapes[column] ?? []) this.pieces.push(shapePieces(shape));
    }
    return streams;
  }

  private placeOf(stream: ValueStream, place: number): { readonly predictor: Predictor; readonly from: NumberReader } {
    const known = stream.places[place];
    if (known !== undefined) return known;
    const column = numbersColumn(stream.column, place);
    const predictor = this.context.predictor(this.predictors[column] ?? 'plain');
    const made = { predictor, from: this.from.numbers(column) };
    stream.places[place] = made;
    return made;
  }

  private keep(value: number): void {
    if (this.numberCount === this.numbers.length) {
      const grown = new Float64Array(this.numbers.length * 2);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    this.numbers[this.numberCount] = value;
    this.numberCount += 1;
  }
}
