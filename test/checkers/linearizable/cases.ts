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

/** `values` elements, drawn again and again where they are few, so that the general search is needed too. */
function collection(name: 'queue' | 'stack' | 'priority-queue', values: number): Case {
  const [add, take] = name === 'stack' ? ['push', 'pop'] : ['enqueue', 'dequeue'];
  const element = fc.integer({ min: 1, max: values });
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    { arbitrary: element.map((input) => ({ f: add!, input })), weight: 5 },
    { arbitrary: fc.constant({ f: take!, input: null }), weight: 5 },
    { arbitrary: fc.constant({ f: 'drain', input: null }), weight: values < 10 ? 1 : 0 },
  );
  const answers = ({ f, input }: Wish, state: unknown): unknown => {
    const elements = state as readonly unknown[];
    return f === add ? input : f === take ? (elements[0] ?? null) : elements;
  };
  const wrong = fc.oneof({ arbitrary: element, weight: 3 }, { arbitrary: fc.constant(null), weight: 1 });
  const model = modelNamed(name);
  return { name: `${name} of ${values} elements`, model, histories: tinyHistories(model, wish, answers, wrong) };
}

/** With removals, elements come and go; without, the sets that are read form a chain. */
function sets(functions: readonly string[]): Case {
  const element = fc.integer({ min: 1, max: 4 });
  const wish: fc.Arbitrary<Wish> = fc.tuple(fc.constantFrom(...functions), element).map(([f, drawn]) => ({
    f,
    input: f === 'read' ? null : drawn,
  }));
  const answers = ({ f, input }: Wish, state: unknown): unknown => {
    const elements = (state as readonly string[]).map((each) => JSON.parse(each) as unknown);
    return f === 'read' ? elements : f === 'contains' ? elements.includes(input) : input;
  };
  const wrong = fc.oneof(fc.subarray([1, 2, 3, 4]), fc.boolean());
  const model = modelNamed('set');
  return { name: `set (${functions.join(', ')})`, model, histories: tinyHistories(model, wish, answers, wrong) };
}

function counter(amounts: readonly number[]): Case {
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.constant({ f: 'read', input: null }),
    fc.constantFrom(...amounts).map((input) => ({ f: 'add', input })),
  );
  const answers = ({ f, input }: Wish, state: unknown): unknown => (f === 'read' ? state : input);
  const model = modelNamed('counter');
  const histories = tinyHistories(model, wish, answers, fc.integer({ min: -1, max: 5 }));
  return { name: `counter (${amounts.join(', ')})`, model, histories };
}

function locks(name: string): Case {
  const token = fc.integer({ min: 1, max: 3 });
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.constant({ f: 'acquire', input: null }),
    token.map((input) => ({ f: 'release', input })),
  );
  let next = 0;
  const answers = ({ f, input }: Wish): unknown => (f === 'acquire' ? 1 + (next++ % 3) : input);
  const model = modelNamed(name);
  return { name, model, histories: tinyHistories(model, wish, answers, token, 'the lock') };
}

function log(): Case {
  const value = fc.integer({ min: 1, max: 3 });
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.constant({ f: 'read', input: null }),
    value.map((input) => ({ f: 'append', input })),
  );
  const answers = ({ f }: Wish, state: unknown): unknown => (f === 'read' ? state : (state as unknown[]).length);
  const wrong = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.array(value, { maxLength: 3 }));
  const model = modelNamed('log');
  return { name: 'log', model, histories: tinyHistories(model, wish, answers, wrong) };
}

function multiRegister(): Case {
  const value = fc.integer({ min: 1, max: 2 });
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.constant({ f: 'read', input: null }),
    fc.record({ x: value, y: value }, { requiredKeys: [] }).map((input) => ({ f: 'write', input })),
    fc.tuple(value, value).map(([seen, put]) => ({
      f: 'txn',
      input: [
        ['r', 'x', seen],
        ['w', 'y', put],
      ],
    })),
  );
  const answers = ({ f, input }: Wish, state: unknown): unknown => {
    const registers = state as Record<string, unknown>;
    if (f === 'read') return { x: registers['x'] ?? null, y: registers['y'] ?? null };
    return f === 'txn' ? [['r', 'x', registers['x'] ?? null], (input as unknown[])[1]] : input;
  };
  const wrong = fc.record({ x: value, y: value });
  const model = modelNamed('multi-register');
  return { name: 'multi-register', model, histories: tinyHistories(model, wish, answers, wrong) };
}

export const cases: readonly Case[] = [
  register(2),
  register(3),
  register(5),
  register(30),
  kv(),
  appendKv(),
  bags(),
  ...(['queue', 'stack', 'priority-queue'] as const).flatMap((name) => [collection(name, 3), collection(name, 50)]),
  sets(['add', 'contains', 'read']),
  sets(['add', 'remove', 'contains']),
  sets(['add', 'remove', 'contains', 'read']),
  counter([1]),
  counter([1, 2, -1]),
  locks('mutex'),
  locks('lock'),
  locks('semaphore:2'),
  log(),
  multiRegister(),
];
