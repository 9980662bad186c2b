/** Faults that are done to hosts of clients: to those that are named, and to nobody else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENTS } from '../../harness/contracts/cluster.js';
import type { AnyFault, FaultContext } from '../../harness/contracts/fault.js';
import type { Direction, Trouble } from '../../harness/contracts/trouble.js';
import { createRandom } from '../../harness/generator/index.js';
import { faults } from '../../nemeses/index.js';
import { resolveVictims } from '../../nemeses/victims.js';

const nodes = ['n1', 'n2', 'n3'];
const context = (clients: readonly string[], seed = 1): FaultContext => ({
  ...{ nodes, clients, spares: [], primaries: ['n2'], random: createRandom(seed), durationMs: 5_000, monotonicNs: 0 },
});

const hosts = ['c1', 'c2', 'c3'];
/** Names of clients, and whom they mean. */
const NAMES: readonly (readonly [string, readonly string[]])[] = [
  ['clients', hosts],
  ['client:2', ['c2']],
  ['c3', ['c3']],
];

/** Parameters that are drawn, but for the victims; null where a fault has none, or not these. */
function parametersFor(fault: AnyFault, victims: string, seed: number): Record<string, unknown> | null {
  const drawn = { ...fault.draw(createRandom(seed)) };
  if (!('victims' in drawn)) return null;
  const parsed = fault.parameters.safeParse({ ...drawn, victims });
  return parsed.success ? parsed.data : null;
}

const done = faults.filter((fault) => parametersFor(fault, 'clients', 1) !== null);
const others = faults.filter((fault) => !done.includes(fault));

const troublesOf = (fault: AnyFault, victims: string, seed: number): readonly Trouble[] => {
  const parameters = parametersFor(fault, victims, seed);
  const plan = parameters === null ? null : fault.plan(parameters, context(hosts, seed));
  return plan === null ? [] : [plan.trouble, ...(plan.stages ?? []).map(({ trouble }) => trouble)];
};

test('victims that are clients are their hosts, and only those that there are', () => {
  for (const [name, meant] of NAMES) expect(resolveVictims(name, context(hosts))).toEqual(meant);
  expect(resolveVictims('clients', context([]))).toEqual([]);
  for (const name of ['client:4', 'c4', 'client:0', 'client:', 'client:01']) {
    expect(() => resolveVictims(name, context(hosts))).toThrow(/there is no/);
  }
  expect(() => resolveVictims('client:1', context([]))).toThrow('there is no client:1: this run has 0 client hosts');
});

test('most faults of the network, of processes and of clocks can be done to clients, those of disks and members cannot', () => {
  expect(done.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'partition',
      'delay',
      'loss',
      'response-loss',
      'kill',
      'stop',
      'pause',
      'slow',
      'clock-jump',
    ]),
  );
  for (const { family, name } of done) expect(['network', 'process', 'clock'], name).toContain(family);
  for (const { family, name, asksClients } of others) {
    if (family === 'disk' || family === 'membership') expect(asksClients, name).toBeUndefined();
  }
});

describe.each(done.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
  test('asks for client hosts when it is done to clients, and else does not', () => {
    for (const [name] of NAMES) {
      // Shapes of the whole cluster have no victims, and are done to nobody in particular.
      const asks = Array.from({ length: 30 }, (_each, seed) => parametersFor(fault, name, seed)).map((parameters) =>
        fault.asksClients?.(parameters),
      );
      expect(asks).toContain(true);
    }
    for (const name of ['one', 'all', 'primaries', 'n1']) {
      expect(fault.asksClients?.(parametersFor(fault, name, 1))).toBe(false);
    }
  });

  test('is done to those clients alone: no node is touched, and no link but theirs to nodes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.nat(1_000), ([name, meant], seed) => {
        const parameters = parametersFor(fault, name, seed);
        if (parameters === null || fault.asksClients?.(parameters) !== true) return;
        const troubles = troublesOf(fault, name, seed);
        const directions: Direction[] = troubles.flatMap(({ cuts = [], links = [] }) => [...cuts, ...links]);
        for (const { from, to } of directions) {
          expect([from, to]).not.toContain(CLIENTS);
          expect([from, to].some((end) => meant.includes(end))).toBe(true);
        }
        const touched = troubles.flatMap((trouble) => trouble.nodes ?? []).map(({ node }) => node);
        for (const node of touched) expect(meant).toContain(node);
        expect(directions.length + touched.length).toBeGreaterThan(0);
      }),
    );
  });
});
