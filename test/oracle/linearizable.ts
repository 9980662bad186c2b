/** Linearizability by brute force: every order of the operations that respects real time is tried. For tiny histories. */
import { type AnyModel, type Call, successors, UNKNOWN } from '../../checkers/linearizable/model.js';

/** One operation of a tiny history; `end` null is of unknown outcome. Places are event indices. */
export interface TinyOperation {
  readonly call: Call;
  readonly start: number;
  readonly end: number | null;
}

/** Is there an order, with any of the unknown operations left out? */
export function isLinearizable(model: AnyModel, operations: readonly TinyOperation[]): boolean {
  const place = (state: unknown, left: readonly TinyOperation[]): boolean => {
    if (left.every(({ end }) => end === null)) return true;
    return left.some((operation) => {
      // Whatever ended before this one began must be placed before it.
      const mustComeFirst = left.some((other) => other.end !== null && other.end < operation.start);
      if (mustComeFirst) return false;
      const output = operation.end === null ? UNKNOWN : operation.call.output;
      const rest = left.filter((other) => other !== operation);
      return successors(model, state, { ...operation.call, output }).some((next) => place(next, rest));
    });
  };
  return place(model.init, operations);
}

/** The operations as they were known just after an event. */
export function knownBy(operations: readonly TinyOperation[], event: number): readonly TinyOperation[] {
  return operations
    .filter(({ start }) => start <= event)
    .map((operation) => (operation.end !== null && operation.end > event ? { ...operation, end: null } : operation));
}
