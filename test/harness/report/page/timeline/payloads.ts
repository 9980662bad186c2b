/** Runs that clients could have made, as a page is given them: one thing after the other, and a new process after an unknown one. */
import fc from 'fast-check';
import type { FaultSpan } from '../../../../../harness/report/fault-span.js';
import {
  type AnomalyMark,
  FAIL,
  INFO,
  NONE,
  OK,
  type Operations,
  type Payload,
} from '../../../../../harness/report/payload/payload.js';

const THREADS = 4;
const END_NS = 10e9;

export interface Made {
  readonly process: number;
  readonly startNs: number;
  /** Null: it never completed. */
  readonly endNs: number | null;
  readonly outcome: number;
  readonly f: string;
  readonly key: number | null;
  /** Raw JSON; null where the page does not have it. */
  readonly asked: string | null;
  readonly answered: string | null;
  readonly node: string | null;
  readonly error: string | null;
}

export const operation: Made = {
  ...{ process: 0, startNs: 0, endNs: 1e6, outcome: OK, f: 'read', key: null },
  ...{ asked: 'null', answered: '1', node: 'n1', error: null },
};

export function payloadOf(made: readonly Made[], changes: Partial<Payload> = {}): Payload {
  return {
    ...{ fromNs: 0, toNs: END_NS, operations: operationsOf(made), faults: [], anomalies: [], clocks: [], delays: [] },
    ...{ suspicion: [], health: null, logs: { lines: [], leftOutBytes: 0 } },
    ...changes,
  };
}

function operationsOf(unsorted: readonly Made[]): Operations {
  const made = [...unsorted].sort((left, right) => left.startNs - right.startNs);
  const { length } = made;
  const events = made.flatMap(({ startNs, endNs }, at) => [
    { timeNs: startNs, at, isEnd: false },
    ...(endNs === null ? [] : [{ timeNs: endNs, at, isEnd: true }]),
  ]);
  // An end is never before its own beginning: the sort keeps the order of what happened at the same moment.
  events.sort(
    (left, right) => left.timeNs - right.timeNs || left.at - right.at || Number(left.isEnd) - Number(right.isEnd),
  );
  const invocations = new Int32Array(length);
  const completions = new Int32Array(length).fill(-1);
  events.forEach(({ at, isEnd }, place) => {
    if (isEnd) completions[at] = place;
    else invocations[at] = place;
  });
  const index = (names: readonly string[], name: string | null): number => (name === null ? NONE : names.indexOf(name));
  const namesOf = (values: readonly (string | null)[]): string[] => [
    ...new Set(values.filter((name) => name !== null)),
  ];
  const functionNames = namesOf(made.map(({ f }) => f));
  const keyNames = namesOf(made.map(({ key }) => (key === null ? null : `${key}`)));
  const nodeNames = namesOf(made.map(({ node }) => node));
  const errorNames = namesOf(made.map(({ error }) => error));
  return {
    ...{ length, invocations, completions, functionNames, keyNames, nodeNames, errorNames },
    startsNs: Float64Array.from(made, ({ startNs }) => startNs),
    endsNs: Float64Array.from(made, ({ endNs }) => endNs ?? Number.NaN),
    intendedNs: new Float64Array(length).fill(Number.NaN),
    processes: Int32Array.from(made, ({ process }) => process),
    outcomes: Uint8Array.from(made, ({ outcome }) => outcome),
    functions: Uint16Array.from(made, ({ f }) => index(functionNames, f)),
    keys: Uint32Array.from(made, ({ key }) => index(keyNames, key === null ? null : `${key}`)),
    nodes: Uint32Array.from(made, ({ node }) => index(nodeNames, node)),
    errors: Uint32Array.from(made, ({ error }) => index(errorNames, error)),
    asked: (at) => made[at]?.asked ?? null,
    answered: (at) => made[at]?.answered ?? null,
    readAhead: () => false,
    withValues: made.filter(({ asked }) => asked !== null).length,
  };
}

export function faultSpan(fault: string, verifiedNs: number | null, healNs: number | null): FaultSpan {
  return {
    ...{ id: `${fault}-1`, fault, victims: ['n1'], summary: '', injectNs: verifiedNs ?? 0, verifiedNs, healNs },
    ...{ healedNs: healNs, end: healNs === null ? 'in force' : 'healed', detail: null },
  };
}

export function anomaly(type: string, operations: readonly number[], timeNs: number | null = null): AnomalyMark {
  return { number: 0, property: 'linearizable', type, key: null, timeNs, operations };
}

const someStep = fc.record({
  thread: fc.nat({ max: THREADS - 1 }),
  // Most are far shorter than a pixel, some last for long.
  gapNs: fc.oneof(fc.constant(0), fc.nat({ max: 2e6 }), fc.nat({ max: 4e8 })),
  tookNs: fc.oneof(fc.nat({ max: 3e5 }), fc.nat({ max: 5e7 }), fc.constant(2e9)),
  outcome: fc.constantFrom(OK, OK, OK, FAIL, INFO),
  completes: fc.integer({ min: 0, max: 20 }).map((number) => number > 0),
  f: fc.constantFrom('read', 'write', 'cas'),
  key: fc.option(fc.nat({ max: 2 })),
  value: fc.nat({ max: 12 }),
  told: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
  node: fc.option(fc.constantFrom('n1', 'n2', 'n10')),
  error: fc.option(fc.constantFrom('timeout after N ms', 'connection refused')),
});

/** Up to 400 operations of a few threads within ten seconds, most of them. */
export const somePayload: fc.Arbitrary<Payload> = fc
  .record({
    steps: fc.array(someStep, { minLength: 1, maxLength: 400, size: 'max' }),
    faults: fc.subarray([
      faultSpan('partition', 1e8, 9e8),
      faultSpan('pause', 5e8, null),
      faultSpan('kill', null, null),
    ]),
    suspects: fc.array(fc.nat({ max: 700 }), { maxLength: 4 }),
  })
  .map(({ steps, faults, suspects }) => {
    const threads = Array.from({ length: THREADS }, (_, thread) => ({ process: thread, freeNs: 0, stopped: false }));
    const made = steps.flatMap((step): Made[] => {
      const thread = threads[step.thread]!;
      if (thread.stopped) return [];
      const startNs = thread.freeNs + step.gapNs;
      const endNs = step.completes ? startNs + step.tookNs : null;
      const outcome = step.completes ? step.outcome : INFO;
      const keyed = (value: string): string => (step.key === null ? value : `[${step.key},${value}]`);
      const process = thread.process;
      thread.freeNs = endNs ?? startNs;
      thread.stopped = endNs === null;
      if (outcome === INFO) thread.process += THREADS;
      const asked = step.f === 'read' ? keyed('null') : keyed(`${step.value}`);
      return [
        {
          ...{ process, startNs, endNs, outcome, f: step.f, key: step.key, node: step.node },
          asked: step.told ? asked : null,
          answered: step.told && outcome === OK ? keyed(`[${step.value},"${step.value + 1}"]`) : null,
          error: outcome === OK ? null : step.error,
        },
      ];
    });
    const toNs = Math.max(1e9, ...made.map(({ startNs, endNs }) => endNs ?? startNs));
    return payloadOf(made, { toNs, faults, anomalies: [anomaly('stale', suspects)] });
  });

/** A window within the run and a plot's width. */
export const someScale = fc
  .record({
    from: fc.double({ min: 0, max: 0.99, noNaN: true }),
    zoom: fc.integer({ min: 0, max: 16 }),
    widthPx: fc.integer({ min: 1, max: 1_200 }),
  })
  .map(({ from, zoom, widthPx }) => (toNs: number) => {
    const fromNs = Math.floor(from * toNs);
    return { fromNs, toNs: fromNs + Math.max(1_000, toNs / 2 ** zoom), widthPx };
  });
