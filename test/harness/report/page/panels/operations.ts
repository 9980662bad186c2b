/** Columns of operations from a list of them, as a page would have them. */
import fc from 'fast-check';
import { NONE, type Operations } from '../../../../../harness/report/payload/payload.js';

export interface Made {
  readonly startNs: number;
  /** Null: it never completed. */
  readonly tookNs: number | null;
  readonly outcome: 0 | 1 | 2;
  /** How much earlier it was wanted; null where nobody says. */
  readonly earlierNs?: number | null;
  readonly node?: number;
}

export const RUN = { fromNs: 0, toNs: 60e9 };

/** Operations of a minute, in the order of their invocation. */
export const someOperations: fc.Arbitrary<Operations> = fc
  .array(
    fc.record({
      startNs: fc.double({ min: RUN.fromNs, max: RUN.toNs, noNaN: true }),
      tookNs: fc.option(fc.double({ min: 0, max: 20e9, noNaN: true }), { freq: 9 }),
      outcome: fc.constantFrom<(0 | 1 | 2)[]>(0, 0, 0, 1, 2),
      earlierNs: fc.option(fc.double({ min: 0, max: 2e9, noNaN: true })),
      node: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 150, size: 'max' },
  )
  .map((made) =>
    operationsOf(
      made.map((each) => ({
        ...each,
        // Nothing of a run comes after its end.
        tookNs: each.tookNs === null ? null : Math.min(each.tookNs, RUN.toNs - each.startNs),
      })),
    ),
  );

/** A window of that minute. */
export const someWindow = fc
  .tuple(fc.double({ min: 0, max: 59e9, noNaN: true }), fc.double({ min: 1e3, max: 60e9, noNaN: true }))
  .map(([fromNs, widthNs]) => ({ fromNs, toNs: Math.min(RUN.toNs, fromNs + widthNs) }));

export function operationsOf(unsorted: readonly Made[]): Operations {
  const made = [...unsorted].sort((left, right) => left.startNs - right.startNs);
  const { length } = made;
  return {
    length,
    invocations: Int32Array.from(made, (_, at) => 2 * at),
    completions: Int32Array.from(made, ({ tookNs }, at) => (tookNs === null ? -1 : 2 * at + 1)),
    startsNs: Float64Array.from(made, ({ startNs }) => startNs),
    endsNs: Float64Array.from(made, ({ startNs, tookNs }) => (tookNs === null ? Number.NaN : startNs + tookNs)),
    intendedNs: Float64Array.from(made, ({ startNs, earlierNs }) => startNs - (earlierNs ?? Number.NaN)),
    processes: Int32Array.from(made, (_, at) => at % 10),
    outcomes: Uint8Array.from(made, ({ tookNs, outcome }) => (tookNs === null ? 2 : outcome)),
    functions: new Uint16Array(length),
    functionNames: ['read'],
    keys: new Uint32Array(length).fill(NONE),
    keyNames: [],
    nodes: Uint32Array.from(made, ({ node }) => node ?? NONE),
    nodeNames: ['n1', 'n2', 'n3', 'n10'],
    errors: new Uint32Array(length).fill(NONE),
    errorNames: [],
    asked: () => null,
    answered: () => null,
    readAhead: () => false,
    withValues: 0,
  };
}

/** A filter that lets through every nth. */
export function everyNth(operations: Operations, nth: number): Uint8Array {
  return Uint8Array.from({ length: operations.length }, (_, at) => (at % nth === 0 ? 1 : 0));
}
