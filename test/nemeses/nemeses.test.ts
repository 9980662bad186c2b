/** Faults as plans: which links and nodes they name, for any cluster size and any seed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLEAN_STATE, foldTroubles } from '../../harness/cluster/desired-state.js';
import { CLIENTS } from '../../harness/contracts/cluster.js';
import type { FaultContext, FaultPlan } from '../../harness/contracts/fault.js';
import type { Direction, Trouble } from '../../harness/contracts/trouble.js';
import { createRandom } from '../../harness/generator/index.js';
import { clockSkew } from '../../nemeses/clock/steps.js';
import { faults } from '../../nemeses/index.js';
import { loss } from '../../nemeses/network/loss.js';
import { responseLoss } from '../../nemeses/network/narrow.js';
import { partition } from '../../nemeses/network/partition.js';
import { swizzle } from '../../nemeses/network/swizzle.js';
import { rollingRestart } from '../../nemeses/process/kill.js';
import { majorityOf, resolveVictims } from '../../nemeses/victims.js';

/** Hosts of clients, and a node that is no member yet. */
const OTHERS = { clients: ['c1', 'c2'], spares: ['n8'] } as const;

const contexts: fc.Arbitrary<FaultContext> = fc
  .record({
    count: fc.integer({ min: 1, max: 7 }),
    seed: fc.nat(),
    primary: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
  })
  .map(({ count, seed, primary }) => {
    const nodes = Array.from({ length: count }, (_, index) => `n${index + 1}`);
    const primaries = primary === undefined ? [] : nodes.slice(primary % count, (primary % count) + 1);
    return { ...OTHERS, nodes, primaries, random: createRandom(seed), durationMs: 10_000, monotonicNs: 1e15 };
  });

const everyone = ({ nodes, clients, spares }: FaultContext): string[] => [...nodes, ...clients, ...spares];

/** Who hears a node: those whose link to it is not cut, and itself. */
function hears({ nodes }: FaultContext, plan: FaultPlan, node: string): string[] {
  const cut = (from: string): boolean =>
    (plan.trouble.cuts ?? []).some((each) => each.from === from && each.to === node);
  return nodes.filter((from) => from === node || !cut(from));
}

const keys = (cuts: readonly Direction[] = []): string[] => cuts.map(({ from, to }) => `${from}>${to}`).sort();

/** A partition with these parameters and the defaults of the others. */
const partitioned = (chosen: Readonly<Record<string, unknown>>, context: FaultContext): FaultPlan | null =>
  partition.plan(partition.parameters.parse(chosen), context);

test('whatever is drawn from a seed can be planned, is the same again, and cuts nobody from itself', () => {
  fc.assert(
    fc.property(contexts, fc.nat(), (context, seed) => {
      for (const fault of faults) {
        const parameters = fault.parameters.parse(fault.draw(createRandom(seed)));
        const plan = fault.plan(parameters, { ...context, random: createRandom(seed) });
        expect(fault.plan(parameters, { ...context, random: createRandom(seed) })).toEqual(plan);
        if (plan === null) continue;
        expect(plan.victims.length).toBeGreaterThan(0);
        expect(plan.summary).not.toBe('');
        for (const trouble of [plan.trouble, ...(plan.stages ?? []).map((stage) => stage.trouble)]) {
          for (const { from, to } of [...(trouble.cuts ?? []), ...(trouble.links ?? [])]) {
            expect(from).not.toBe(to);
            expect([...everyone(context), CLIENTS]).toEqual(expect.arrayContaining([from, to]));
          }
          for (const { node } of trouble.nodes ?? []) expect(everyone(context)).toContain(node);
        }
        const moments = (plan.stages ?? []).map(({ afterMs }) => afterMs);
        expect(moments).toEqual([...moments].sort((left, right) => left - right));
        expect(foldTroubles([plan.trouble])).not.toEqual(CLEAN_STATE);
      }
    }),
    { numRuns: 500 },
  );
});

describe('partition', () => {
  test('halves leaves two sides that do not reach each other, as equal as can be', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const plan = partitioned({ shape: 'random-halves' }, context);
        if (context.nodes.length < 2) {
          expect(plan).toBeNull();
          return;
        }
        const side = hears(context, plan as FaultPlan, 'n1').length;
        expect([Math.floor(context.nodes.length / 2), Math.ceil(context.nodes.length / 2)]).toContain(side);
      }),
    );
  });

  test('a ring lets every node hear a majority, and no two the same one', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const plan = partitioned({ shape: 'ring' }, context);
        if (context.nodes.length < 3) {
          expect(plan).toBeNull();
          return;
        }
        const heard = context.nodes.map((node) => hears(context, plan as FaultPlan, node));
        for (const majority of heard) expect(majority.length).toBeGreaterThanOrEqual(majorityOf(context.nodes.length));
        expect(new Set(heard.map((majority) => majority.join())).size).toBe(context.nodes.length);
      }),
    );
  });

  test('a bridge joins two sides by one node that reaches all', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const plan = partitioned({ shape: 'bridge' }, context);
        if (context.nodes.length < 3) {
          expect(plan).toBeNull();
          return;
        }
        const counts = context.nodes.map((node) => hears(context, plan as FaultPlan, node).length);
        expect(counts.filter((count) => count === context.nodes.length)).toHaveLength(1);
      }),
    );
  });

  test('a deaf node is heard and does not hear, a mute one hears and is not heard', () => {
    const context = {
      nodes: ['n1', 'n2', 'n3'],
      ...OTHERS,
      primaries: [],
      random: createRandom(1),
      durationMs: 1_000,
      monotonicNs: 1e15,
    };
    const deaf = partitioned({ shape: 'deaf', victims: 'n2' }, context);
    expect(keys(deaf?.trouble.cuts)).toEqual(['n1>n2', 'n3>n2']);
    const mute = partitioned({ shape: 'mute', victims: 'n2' }, context);
    expect(keys(mute?.trouble.cuts)).toEqual(['n2>n1', 'n2>n3']);
  });

  test('an isolated primary is alone, or keeps the side that was asked for', () => {
    const context = (): FaultContext => ({
      nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
      ...OTHERS,
      primaries: ['n4'],
      random: createRandom(2),
      durationMs: 1_000,
      monotonicNs: 1e15,
    });
    const alone = partitioned({ shape: 'isolate', victims: 'primaries' }, context()) as FaultPlan;
    expect(hears(context(), alone, 'n4')).toEqual(['n4']);
    const strong = partitioned({ shape: 'primaries-majority' }, context()) as FaultPlan;
    expect(hears(context(), strong, 'n4')).toHaveLength(3);
    const weak = partitioned({ shape: 'primaries-minority' }, context()) as FaultPlan;
    expect(hears(context(), weak, 'n4')).toHaveLength(2);
  });

  test('there is nobody to isolate where nobody leads', () => {
    const context = {
      nodes: ['n1', 'n2', 'n3'],
      ...OTHERS,
      primaries: [],
      random: createRandom(1),
      durationMs: 1_000,
      monotonicNs: 1e15,
    };
    expect(partitioned({ shape: 'primaries-minority' }, context)).toBeNull();
    expect(partitioned({ shape: 'isolate', victims: 'primaries' }, context)).toBeNull();
  });
});

test('a minority is fewer than half, a majority more, and a name that no node has is an error', () => {
  fc.assert(
    fc.property(contexts, (context) => {
      const { nodes } = context;
      expect(resolveVictims('minority', context).length * 2).toBeLessThan(nodes.length);
      expect(resolveVictims('majority', context).length * 2).toBeGreaterThan(nodes.length);
      expect(resolveVictims('all', context)).toEqual(nodes);
      expect(resolveVictims('one', context)).toHaveLength(1);
      expect(() => resolveVictims('n99', context)).toThrow("there is no node or role 'n99'");
    }),
  );
});

describe('faults that change while they are in force', () => {
  const context = (seed: number): FaultContext => ({
    nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
    ...OTHERS,
    primaries: ['n2'],
    random: createRandom(seed),
    durationMs: 10_000,
    monotonicNs: 1e15,
  });
  const troublesOf = (plan: FaultPlan | null): Trouble[] =>
    plan === null ? [] : [plan.trouble, ...(plan.stages ?? []).map(({ trouble }) => trouble)];

  test('a swizzle cuts one link more at a time, then mends one at a time, until one is left', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.1, max: 1, noNaN: true }), (seed, share) => {
        const plan = swizzle.plan({ share }, context(seed));
        const counts = troublesOf(plan).map(({ cuts = [] }) => cuts.length / 2);
        const peak = Math.max(...counts);
        expect(peak).toBe(Math.max(1, Math.round(share * 10)));
        const up = Array.from({ length: peak }, (_, index) => index + 1);
        expect(counts).toEqual([...up, ...up.slice(0, -1).reverse()]);
        for (const { afterMs } of plan?.stages ?? []) expect(afterMs).toBeLessThan(10_000);
      }),
    );
  });

  test('a flapping partition is there and gone in turns, and ends with its duration', () => {
    const plan = partitioned({ shape: 'isolate', victims: 'n1', flapMs: 1_000 }, context(1));
    expect(troublesOf(plan).map(({ cuts = [] }) => cuts.length > 0)).toEqual(
      Array.from({ length: 20 }, (_, index) => index % 2 === 0),
    );
    expect(plan?.stages?.at(-1)?.afterMs).toBe(9_500);
  });

  test('a rolling restart has at most one node down, and each once', () => {
    const plan = rollingRestart.plan({ how: 'kill', downMs: 500, upMs: 1_000 }, context(3));
    const down = troublesOf(plan).map(({ nodes = [] }) => nodes.map(({ node }) => node));
    expect(down.every((names) => names.length <= 1)).toBe(true);
    expect(down.flat().sort()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    expect(down.at(-1)).toEqual([]);
  });
});

describe('faults of links and clocks', () => {
  const context: FaultContext = {
    nodes: ['n1', 'n2', 'n3'],
    clients: [],
    spares: [],
    primaries: ['n2'],
    random: createRandom(5),
    durationMs: 10_000,
    monotonicNs: 1e15,
  };

  test.each([
    [{ direction: 'both', links: 'all' }, ['clients>n2', 'n1>n2', 'n2>clients', 'n2>n1', 'n2>n3', 'n3>n2']],
    [{ direction: 'in', links: 'peers' }, ['n1>n2', 'n3>n2']],
    [{ direction: 'out', links: 'clients' }, ['n2>clients']],
  ])('%j names the directions of a victim', (chosen, expected) => {
    const parameters = loss.parameters.parse({ victims: 'primaries', ...chosen });
    expect(keys(loss.plan(parameters, context)?.trouble.links)).toEqual(expected);
  });

  test('with client hosts, the links of the clients are those to their hosts too', () => {
    const parameters = loss.parameters.parse({ victims: 'n2', direction: 'out', links: 'clients' });
    const links = loss.plan(parameters, { ...context, ...OTHERS })?.trouble.links;
    expect(keys(links)).toEqual(['n2>c1', 'n2>c2', 'n2>clients']);
  });

  test('what goes wrong with answers is between nodes and clients, one way', () => {
    expect(keys(responseLoss.plan({ victims: 'all' }, context)?.trouble.links)).toEqual([
      'n1>clients',
      'n2>clients',
      'n3>clients',
    ]);
  });

  test('skewed clocks are all different, and none is further off than asked', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 10, max: 100_000 }), (seed, maxMs) => {
        const plan = clockSkew.plan({ maxMs }, { ...context, random: createRandom(seed) });
        const offsets = (plan?.trouble.nodes ?? []).map(({ clock }) => clock?.realtime?.offsetNs ?? 0);
        expect(new Set(offsets).size).toBe(3);
        for (const offset of offsets) expect(Math.abs(offset)).toBeLessThanOrEqual(maxMs * 1e6);
      }),
    );
  });
});
