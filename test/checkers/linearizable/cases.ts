/** For every model, tiny random histories: what the tests and `npm run fuzz` compare with brute force. */
import fc from 'fast-check';
import { defineModel, modelNamed, UNKNOWN } from '../../../checkers/linearizable/index.js';
import type { AnyModel } from '../../../checkers/linearizable/model.js';
import { appendKvModel } from '../../../checkers/linearizable/models/kv.js';
import { type Tiny, tinyHistories, type Wish } from './tiny.js';

export interface Case {
  readonly name: string;
  readonly model: AnyModel;
  readonly histories: fc.Arbitrary<Tiny>;
}

const echo = ({ input }: Wish): unknown => input;

/** Few values: the hard case. Many: the one in which values tell writes apart. */
function register(values: number): Case {
  const value = fc.integer({ min: 1, max: values });
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.constant({ f: 'read', input: null }),
    value.map((input) => ({ f: 'write', input })),
    fc.tuple(value, value).map((input) => ({ f: 'cas', input })),
  );
  const answers = (asked: Wish, state: unknown): unknown => (asked.f === 'read' ? state : echo(asked));
  const model = modelNamed('cas-register');
  const histories = tinyHistories(model, wish, answers, fc.oneof(value, fc.constant(null)));
  return { name: `cas-register of ${values} values`, model, histories };
}

/** The calls carry no key here; histories get one from `tinyHistories`. */
function kv(): Case {
  const letter = fc.constantFrom('a', 'b', 'c');
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.constant({ f: 'get', input: null }),
    letter.map((input) => ({ f: 'put', input })),
    fc.constant({ f: 'delete', input: null }),
    fc.tuple(letter, letter).map((input) => ({ f: 'cas', input })),
  );
  const answers = (asked: Wish, state: unknown): unknown => (asked.f === 'get' ? state : echo(asked));
  const wrong = fc.oneof(letter, fc.constant(null));
  const model = modelNamed('kv');
  return { name: 'kv', model, histories: tinyHistories(model, wish, answers, wrong, 'x') };
}

function appendKv(): Case {
  const letter = fc.constantFrom('a', 'b', 'c', 'd');
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    { arbitrary: fc.constant({ f: 'get', input: null }), weight: 3 },
    { arbitrary: letter.map((input) => ({ f: 'append', input })), weight: 3 },
    { arbitrary: letter.map((input) => ({ f: 'put', input })), weight: 1 },
    { arbitrary: fc.constant({ f: 'delete', input: null }), weight: 1 },
  );
  const answers = (asked: Wish, state: unknown): unknown => (asked.f === 'get' ? state : echo(asked));
  const wrong = fc.oneof(fc.string({ unit: letter, maxLength: 3 }), fc.constant(null));
  return {
    name: 'kv with appends',
    model: appendKvModel,
    histories: tinyHistories(appendKvModel, wish, answers, wrong, 'x'),
  };
}

/** A user's own, and not deterministic: a bag gives back any of its elements. */
const bag = defineModel<readonly number[]>({
  name: 'bag',
  init: [],
  steps: (state, { f, input, output }) => {
    if (f === 'put') return [[...state, input as number].sort()];
    const takeable = output === UNKNOWN ? [...new Set(state)] : state.filter((each) => each === output).slice(0, 1);
    const without = takeable.map((taken) => state.filter((_, index) => index !== state.indexOf(taken)));
    return output === UNKNOWN || (output === null && state.length === 0) ? [...without, state] : without;
  },
  equals: (left, right) => left.length === right.length && left.every((each, index) => each === right[index]),
  hash: (state) => state.reduce((sum, each) => sum + each, state.length * 100),
});

function bags(): Case {
  const element = fc.integer({ min: 1, max: 3 });
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    element.map((input) => ({ f: 'put', input })),
    fc.constant({ f: 'take', input: null }),
  );
  const answers = ({ f, input }: Wish, state: unknown): unknown =>
    f === 'put' ? input : ((state as readonly number[]).at(-1) ?? null);
  return {
    name: 'a bag of a user’s own',
    model: bag,
    histories: tinyHistories(bag, wish, answers, fc.oneof(element, fc.constant(null))),
  };
}

export const cases: readonly Case[] = [register(2), register(3), register(5), register(30), kv(), appendKv(), bags()];
