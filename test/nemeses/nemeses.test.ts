/** Faults as plans: which links and nodes they name, for any cluster size and any seed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cut } from '../../harness/contracts/cluster.js';
import type { FaultContext, FaultPlan } from '../../harness/contracts/fault.js';
import { createRandom } from '../../harness/generator/index.js';
import { faults } from '../../nemeses/index.js';
import { partition } from '../../nemeses/partition.js';
import { majorityOf, resolveVictims } from '../../nemeses/victims.js';

const contexts: fc.Arbitrary<FaultContext> = fc
  .record({
    count: fc.integer({ min: 1, max: 7 }),
    seed: fc.nat(),
    primary: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
  })
  .map(({ count, seed, primary }) => {
    const nodes = Array.from({ length: count }, (_, index) => `n${index + 1}`);
    const primaries = primary === undefined ? [] : nodes.slice(primary % count, (primary % count) + 1);
    return { nodes, primaries, random: createRandom(seed) };
  });

/** Who hears a node: those whose link to it is not cut, and itself. */
function hears({ nodes }: FaultContext, plan: FaultPlan, node: string): string[] {
  const cut = (from: string): boolean =>
    (plan.trouble.cuts ?? []).some((each) => each.from === from && each.to === node);
  return nodes.filter((from) => from === node || !cut(from));
}

const keys = (cuts: readonly Cut[] = []): string[] => cuts.map(({ from, to }) => `${from}>${to}`).sort();

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
        for (const { from, to } of plan.trouble.cuts ?? []) {
          expect(from).not.toBe(to);
          expect(context.nodes).toEqual(expect.arrayContaining([from, to]));
        }
      }
    }),
    { numRuns: 500 },
  );
});

describe('partition', () => {
  test('halves leaves two sides that do not reach each other, as equal as can be', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const plan = partition.plan({ shape: 'halves' }, context);
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
        const plan = partition.plan({ shape: 'ring' }, context);
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
        const plan = partition.plan({ shape: 'bridge' }, context);
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
    const context = { nodes: ['n1', 'n2', 'n3'], primaries: [], random: createRandom(1) };
    const deaf = partition.plan({ shape: 'deaf', victims: 'n2' }, context);
    expect(keys(deaf?.trouble.cuts)).toEqual(['n1>n2', 'n3>n2']);
    const mute = partition.plan({ shape: 'mute', victims: 'n2' }, context);
    expect(keys(mute?.trouble.cuts)).toEqual(['n2>n1', 'n2>n3']);
  });

  test('an isolated primary is alone, or keeps the side that was asked for', () => {
    const context = (): FaultContext => ({
      nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
      primaries: ['n4'],
      random: createRandom(2),
    });
    const alone = partition.plan({ shape: 'isolate', victims: 'primaries' }, context()) as FaultPlan;
    expect(hears(context(), alone, 'n4')).toEqual(['n4']);
    const strong = partition.plan({ shape: 'primaries-majority' }, context()) as FaultPlan;
    expect(hears(context(), strong, 'n4')).toHaveLength(3);
    const weak = partition.plan({ shape: 'primaries-minority' }, context()) as FaultPlan;
    expect(hears(context(), weak, 'n4')).toHaveLength(2);
  });

  test('there is nobody to isolate where nobody leads', () => {
    const context = { nodes: ['n1', 'n2', 'n3'], primaries: [], random: createRandom(1) };
    expect(partition.plan({ shape: 'primaries-minority' }, context)).toBeNull();
    expect(partition.plan({ shape: 'isolate', victims: 'primaries' }, context)).toBeNull();
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
