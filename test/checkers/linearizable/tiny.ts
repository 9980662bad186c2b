/** Tiny random histories: what a correct single copy might have answered, then perhaps spoilt in one place. */
import fc from 'fast-check';
import { type AnyModel, successors, UNKNOWN } from '../../../checkers/linearizable/model.js';
import type { History } from '../../../harness/contracts/history.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import type { TinyOperation } from '../../oracle/linearizable.js';

/** One operation before it is laid out in time. */
export interface Wish {
  readonly f: string;
  readonly input: unknown;
}

export interface Tiny {
  readonly operations: readonly TinyOperation[];
  readonly history: History;
  readonly [fc.toStringMethod]: () => string;
}

/**
 * Each operation gets an interval and a moment in it at which it takes effect; the model says the answers then. Some
 * are of unknown outcome, with or without effect, and answers may be replaced by wrong ones. With a `name`, the values
 * of the history are [name, …], as models with names want them; the calls are without.
 */
export function tinyHistories(
  model: AnyModel,
  wish: fc.Arbitrary<Wish>,
  answers: (wish: Wish, state: unknown) => unknown,
  wrong: fc.Arbitrary<unknown>,
  name: string | null = null,
): fc.Arbitrary<Tiny> {
  const planned = fc.record({
    wish,
    length: fc.integer({ min: 1, max: 6 }),
    gap: fc.integer({ min: 0, max: 2 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    fate: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'unknown', 'lost'),
    spoilt: fc.option(wrong, { freq: 12, nil: undefined }),
  });
  return fc.array(planned, { minLength: 1, maxLength: 7 }).map((plans) => {
    let clock = 0;
    const laid = plans.map((plan, process) => {
      clock += plan.gap;
      const start = clock;
      return { ...plan, process, start, end: start + plan.length, effect: start + plan.length * plan.at };
    });
    let state: unknown = model.init;
    const done = [...laid]
      .sort((left, right) => left.effect - right.effect)
      .flatMap((plan) => {
        const output = answers(plan.wish, state);
        if (plan.fate !== 'lost') {
          const after = successors(model, state, { ...plan.wish, output });
          // Such an operation fails, surely without effect, and does not stand in the history; or it is lied about.
          if (after.length === 0 && plan.spoilt === undefined) return [];
          state = after.length === 0 ? state : after[0];
        }
        const spoilt = { ...plan.wish, output: plan.spoilt };
        const isSpoilt = plan.spoilt !== undefined && output !== plan.wish.input && model.complain(spoilt) === null;
        const told = isSpoilt ? plan.spoilt : output;
        return [{ ...plan, output: plan.fate === 'ok' ? told : UNKNOWN }];
      });
    return layOut(done, name);
  });
}

interface Done {
  readonly wish: Wish;
  readonly process: number;
  readonly start: number;
  readonly end: number;
  readonly output: unknown;
}

/** As events in order of time; at equal times a return comes before a call. */
function layOut(done: readonly Done[], name: string | null): Tiny {
  const events = done.flatMap((operation) => [
    { operation, time: operation.start, isReturn: false },
    ...(operation.output === UNKNOWN ? [] : [{ operation, time: operation.end, isReturn: true }]),
  ]);
  events.sort((left, right) => left.time - right.time || Number(right.isReturn) - Number(left.isReturn));
  const place = new Map<Done, { start: number; end: number | null }>();
  const rows: OperationDraftRow[] = events.map(({ operation, time, isReturn }, index) => {
    const { wish, process, output } = operation;
    const known = place.get(operation) ?? { start: index, end: null };
    place.set(operation, isReturn ? { ...known, end: index } : known);
    const bare = isReturn ? output : wish.input;
    const value = name === null ? bare : [name, bare];
    return { type: isReturn ? 'ok' : 'invoke', process, f: wish.f, time, value };
  });
  const operations = done.map((operation) => ({
    call: { ...operation.wish, output: operation.output },
    ...(place.get(operation) ?? { start: 0, end: null }),
  }));
  // Of a counterexample the operations are to be seen, and not the columns.
  return { operations, history: historyFromOperations(rows), [fc.toStringMethod]: () => JSON.stringify(operations) };
}
