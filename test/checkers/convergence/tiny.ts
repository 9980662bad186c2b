/** Tiny random histories of replicas: some writes, perhaps a fault, and then snapshots of all nodes, round after round. */
import fc from 'fast-check';
import type { Operation } from '../../../harness/contracts/operation.js';

const NODES = 3;
const KEYS = ['x', 'y'] as const;

const write = fc.record({
  key: fc.constantFrom(...KEYS),
  value: fc.integer({ min: 1, max: 6 }),
  outcome: fc.constantFrom<Operation['type']>('ok', 'ok', 'ok', 'ok', 'fail', 'info'),
  node: fc.nat(NODES - 1),
  /** Nodes that never get it. */
  lostBy: fc.constantFrom<readonly number[]>([], [], [], [], [0], [2], [1, 2]),
});
/** A snapshot of a node in a round: what it may lack, for now, and what becomes of it. */
const look = fc.record({
  lacks: fc.constantFrom<string | null>(null, null, null, null, null, 'x', 'y'),
  outcome: fc.constantFrom<Operation['type']>('ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'info'),
});

export const tinyReplicas: fc.Arbitrary<readonly Operation[]> = fc
  .record({
    writes: fc.array(write, { minLength: 1, maxLength: 5 }),
    hasFault: fc.boolean(),
    rounds: fc.array(fc.array(look, { minLength: NODES, maxLength: NODES }), { minLength: 1, maxLength: 5 }),
    roundNs: fc.constantFrom(1e9, 4e9, 6e9),
    lateAfter: fc.nat(6),
  })
  .map(({ writes, hasFault, rounds, roundNs, lateAfter }) => {
    const events: Operation[] = [];
    let [now, process] = [0, 0];
    const add = (event: Omit<Operation, 'index' | 'time'>): void => {
      events.push({ index: events.length, time: now, ...event });
      now += 0.1e9;
    };
    const replicas = Array.from({ length: NODES }, (): Record<string, number> => ({}));
    const late: (() => void)[] = [];
    for (const { key, value, outcome, node, lostBy } of writes) {
      const common = { process, f: 'write', value: [key, value], node: `n${node}` };
      process += 1;
      add({ ...common, type: 'invoke' });
      if (outcome !== 'info' || value % 3 > 0) add({ ...common, type: outcome });
      const apply = (): void =>
        replicas.forEach((replica, at) => {
          if (!lostBy.includes(at)) replica[key] = value;
        });
      if (outcome === 'ok') apply();
      if (outcome === 'info') late.push(apply);
    }
    if (hasFault) add({ process: 'nemesis', f: 'cut', type: 'info', value: null });
    for (const [round, looks] of rounds.entries()) {
      if (round === lateAfter) for (const apply of late) apply();
      now += roundNs;
      for (const [node, { lacks, outcome }] of looks.entries()) {
        const common = { process, f: 'snapshot', node: `n${node}` };
        process += 1;
        add({ ...common, type: 'invoke', value: null });
        const entries = Object.entries(replicas[node] ?? {}).filter(([key]) => key !== lacks);
        add({ ...common, type: outcome, value: outcome === 'ok' ? Object.fromEntries(entries) : null });
      }
    }
    return events;
  });
