/** Faults on disks as plans: what they want to be wrong, for any cluster size and any seed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldTroubles } from '../../../harness/cluster/desired-state.js';
import type { FaultContext } from '../../../harness/contracts/fault.js';
import { beyond, USUAL_MODEL } from '../../../harness/contracts/system-model.js';
import { createRandom } from '../../../harness/generator/index.js';
import { rollback } from '../../../nemeses/disk/forgetting.js';
import { faults } from '../../../nemeses/index.js';

const contexts: fc.Arbitrary<FaultContext> = fc
  .record({ count: fc.integer({ min: 1, max: 7 }), seed: fc.nat(), durationMs: fc.integer({ min: 400, max: 60_000 }) })
  .map(({ count, seed, durationMs }) => ({
    nodes: Array.from({ length: count }, (_, index) => `n${index + 1}`),
    clients: [],
    spares: [],
    primaries: ['n1'],
    random: createRandom(seed),
    durationMs,
    monotonicNs: 1e15,
  }));

const disks = faults.filter(({ family }) => family === 'disk');

test('every change of what is stored is another one on every node, and two faults never make the same', () => {
  fc.assert(
    fc.property(contexts, fc.nat(), (context, seed) => {
      for (const fault of disks) {
        const parameters = fault.parameters.parse({ ...fault.draw(createRandom(seed)), victims: 'all' });
        const plans = [fault.plan(parameters, context), fault.plan(parameters, context)];
        const changes = plans.flatMap((plan) => plan?.trouble.nodes ?? []).flatMap(({ storage = [] }) => storage);
        expect(new Set(changes.map((change) => JSON.stringify(change))).size).toBe(changes.length);
      }
    }),
    { numRuns: 100 },
  );
});

test('a fault is done to those who were asked for, and its summary names each of them', () => {
  fc.assert(
    fc.property(
      contexts,
      fc.nat(),
      fc.constantFrom('one', 'minority', 'all', 'primaries', 'n1'),
      (context, seed, who) => {
        for (const fault of disks) {
          const parameters = fault.parameters.parse({ ...fault.draw(createRandom(seed)), victims: who });
          const plan = fault.plan(parameters, context);
          if (plan === null) {
            expect([who, context.nodes.length < 3]).toEqual(['minority', true]);
            continue;
          }
          const touched = (plan.trouble.nodes ?? []).map(({ node }) => node);
          expect(touched).toEqual(plan.victims);
          if (who === 'all') expect(touched).toEqual(context.nodes);
          else if (who === 'minority') expect(touched.length).toBeLessThan(Math.max(context.nodes.length / 2, 2));
          else expect(touched).toHaveLength(1);
          if (who === 'primaries' || who === 'n1') expect(touched).toEqual(['n1']);
          expect(plan.summary.startsWith(touched.join(' '))).toBe(true);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('rollback puts back the copy that it made, and its nodes are up between and at the end', () => {
  fc.assert(
    fc.property(contexts, fc.integer({ min: 100, max: 60_000 }), (context, downMs) => {
      const plan = rollback.plan({ victims: 'all', downMs }, context);
      const [up, back] = plan?.stages ?? [];
      const kinds = (nodes: NonNullable<typeof plan>['trouble']['nodes'] = []) =>
        nodes.map(({ node, down, storage = [] }) => [node, down, ...storage.map((each) => each.kind)].join(' '));
      expect(kinds(plan?.trouble.nodes)).toEqual(context.nodes.map((node) => `${node} killed save`));
      expect(kinds(back?.trouble.nodes)).toEqual(context.nodes.map((node) => `${node} killed restore`));
      const copies = [plan?.trouble, back?.trouble].flatMap((trouble) => trouble?.nodes ?? []);
      const names = copies.flatMap(({ storage = [] }) => storage).flatMap((each) => ('copy' in each ? each.copy : []));
      expect(new Set(names).size).toBe(1);
      expect(foldTroubles([up?.trouble ?? { nodes: [{ node: 'n1', down: 'killed' }] }]).nodes.size).toBe(0);
      const [upMs = 0, backMs = 0] = [up?.afterMs, back?.afterMs];
      expect(upMs).toBeGreaterThanOrEqual(Math.min(100, context.durationMs / 4 - 1));
      expect(backMs - upMs).toBeGreaterThanOrEqual(context.durationMs / 2);
      expect(backMs).toBeLessThan(context.durationMs);
    }),
  );
});

test('a usual model admits a power cut and a disk that says that it fails, and neither amnesia nor damage', () => {
  const admitted = disks.filter(({ demands }) => beyond(USUAL_MODEL, demands).length === 0).map(({ name }) => name);
  expect(admitted).toEqual(['lose-unsynced', 'torn-write', 'disk-error', 'disk-full', 'read-only', 'slow-disk']);
});
