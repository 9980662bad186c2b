/** Histories of requests and faults at random, for the checkers of liveness. */
import fc from 'fast-check';
import type { FaultEventValue } from '../../harness/contracts/fault.js';
import type { Operation } from '../../harness/contracts/operation.js';

export const NODES = ['n1', 'n2', 'n3'] as const;
const NS_PER_MS = 1e6;

interface Request {
  readonly atMs: number;
  readonly lastsMs: number;
  readonly node: number;
  /** Of twenty, how often nobody answers, by what goes on then: chosen by `dice`. */
  readonly dice: number;
}

const requests = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 400 }),
    lastsMs: fc.integer({ min: 1, max: 60 }),
    node: fc.integer({ min: 0, max: NODES.length - 1 }),
    dice: fc.integer({ min: 0, max: 19 }),
  }),
  { minLength: 30, maxLength: 150 },
);

const faults = fc.array(
  fc.record({
    atMs: fc.integer({ min: 5, max: 300 }),
    forMs: fc.integer({ min: 5, max: 200 }),
    tookMs: fc.integer({ min: 1, max: 4 }),
    end: fc.constantFrom('heals', 'heals', 'heals', 'never heals', 'is skipped'),
    majority: fc.constantFrom<readonly string[]>(['n1', 'n2'], ['n2', 'n3'], []),
  }),
  { maxLength: 3 },
);

type Fault = typeof faults extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

/** Histories of up to 150 requests; `isOut` in some, in which nobody answers for a while. */
export const livelyHistories: fc.Arbitrary<readonly Operation[]> = fc
  .record({
    requests,
    faults,
    outage: fc.option(
      fc.record({ fromMs: fc.integer({ min: 0, max: 300 }), forMs: fc.integer({ min: 20, max: 200 }) }),
    ),
  })
  .map(({ requests: asked, faults: injected, outage }) =>
    numbered([
      ...asked.flatMap((request, process) => events(request, process, outage)),
      ...injected.flatMap((fault, at) => faultEvents(fault, at)),
    ]),
  );

type Draft = Omit<Operation, 'index'>;

function events(
  { atMs, lastsMs, node, dice }: Request,
  process: number,
  outage: { readonly fromMs: number; readonly forMs: number } | null,
): Draft[] {
  const isOut = outage !== null && atMs >= outage.fromMs && atMs < outage.fromMs + outage.forMs;
  const common = { process, f: 'read', value: null, node: NODES[node] ?? 'n1' };
  const outcome = isOut ? (dice < 10 ? 'lost' : 'unavailable') : dice < 15 ? 'ok' : dice < 17 ? 'refused' : 'lost';
  const start: Draft = { ...common, type: 'invoke', time: atMs * NS_PER_MS };
  const time = (atMs + lastsMs) * NS_PER_MS;
  if (outcome === 'ok') return [start, { ...common, type: 'ok', time }];
  if (outcome === 'refused') return [start, { ...common, type: 'fail', error: 'aborted', time }];
  if (outcome === 'unavailable') return [start, { ...common, type: 'fail', error: 'unavailable: refused', time }];
  return dice % 2 === 0 ? [start] : [start, { ...common, type: 'info', error: 'timeout', time }];
}

function faultEvents({ atMs, forMs, tookMs, end, majority }: Fault, at: number): Draft[] {
  const event = (phase: FaultEventValue['phase'], ms: number, more: Partial<FaultEventValue> = {}): Draft => ({
    ...{ process: 'nemesis' as const, type: 'info' as const, f: 'partition', time: ms * NS_PER_MS },
    value: { fault: 'partition', id: `f${at}`, victims: ['n3'], phase, ...more },
  });
  const begin = event('inject', atMs);
  if (end === 'is skipped') return [begin, event('skipped', atMs + tookMs)];
  const there = [begin, event('injected', atMs + tookMs / 2), event('verified', atMs + tookMs, { majority })];
  if (end === 'never heals') return there;
  const gone = atMs + tookMs + forMs;
  return [...there, event('heal', gone), event('healed', gone + tookMs, { majority: [...NODES] })];
}

/** In order of time, and what belongs to one process in the order in which it was written. */
function numbered(drafts: readonly Draft[]): readonly Operation[] {
  return drafts
    .map((draft, place) => ({ draft, place }))
    .sort((left, right) => left.draft.time - right.draft.time || left.place - right.place)
    .map(({ draft }, index) => ({ ...draft, index }) as Operation);
}
