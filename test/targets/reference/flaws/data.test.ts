/** Flaws of what is done with the data, each in virtual time: what it does where the right store does something else. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Flaw } from '../../../../targets/reference/flaws.js';
import type { Operation } from '../../../../targets/reference/server/raft/messages.js';
import type { Answer } from '../../../../targets/reference/server/state-machine/sessions.js';
import { VirtualCluster } from '../virtual/cluster.js';

/** Longer than a client waits, or a lock outlives its holder. */
const LONG_MS = 6_000;

/** Three nodes, of which one leads, and time that passes when it is told to. */
class Scene {
  readonly cluster: VirtualCluster;
  readonly leader: string;
  readonly followers: readonly string[];

  constructor(flaw: Flaw) {
    this.cluster = new VirtualCluster({ seed: 1, nodes: 3, snapshotEvery: 1_000, flaw });
    this.pass(2_000);
    const ids = this.cluster.up();
    this.leader = ids.find((id) => this.cluster.replica(id)?.raft.role === 'leader')!;
    this.followers = ids.filter((id) => id !== this.leader);
    // What needs a session has one.
    for (const id of ids) this.ask(id, { do: 'set-add', element: 0 });
    this.pass(100);
  }

  pass(ms: number): void {
    this.cluster.agenda.runUntil(this.cluster.agenda.nowMs + ms);
  }

  /** The answers that come, as time passes. */
  ask(node: string, operation: Operation): Answer[] {
    const answers: Answer[] = [];
    this.cluster.use(node, (replica) => replica.request(operation, (answer) => answers.push(answer)));
    return answers;
  }

  /** Asks, and lets time pass until there is an answer; undefined when there is none, or an error. */
  told(node: string, operation: Operation): unknown {
    const answers = this.ask(node, operation);
    this.pass(LONG_MS);
    return okOf(answers);
  }

  /** What the leader says to all of these at one moment, and what a watcher is told in every following millisecond. */
  race(asked: readonly Operation[], watched: Operation | null = null): { told: unknown[]; seen: unknown[] } {
    const all = asked.map((operation) => this.ask(this.leader, operation));
    const watching: Answer[][] = [];
    for (let ms = 0; ms < 100; ms += 1) {
      if (watched !== null) watching.push(this.ask(this.leader, watched));
      this.pass(1);
    }
    this.pass(LONG_MS);
    return { told: all.map(okOf), seen: watching.map(okOf) };
  }

  isolate(node: string): void {
    for (const other of this.cluster.up()) {
      this.cluster.cuts.add(`${node} ${other}`);
      this.cluster.cuts.add(`${other} ${node}`);
    }
  }

  heal(): void {
    this.cluster.cuts.clear();
    this.pass(LONG_MS);
  }
}

function okOf(answers: readonly Answer[]): unknown {
  expect(answers.length).toBeLessThanOrEqual(1);
  const [answer] = answers;
  return answer !== undefined && 'ok' in answer ? answer.ok : undefined;
}

/** What is seen with the flaw, and with the right store. */
function differs(flaws: readonly Flaw[], what: string, run: (scene: Scene) => unknown, seen: unknown, right: unknown) {
  for (const flaw of flaws) test(`${flaw}: ${what}`, () => expect(run(new Scene(flaw))).toEqual(seen));
  test(`the right store, where ${flaws.join(', ')} fails: ${what}`, () =>
    expect(run(new Scene('none'))).toEqual(right));
}

differs(
  ['last-write-wins'],
  'a write through a node whose clock is behind is acknowledged, and is not there',
  (scene) => {
    const [fast, slow] = scene.followers as [string, string];
    scene.cluster.clockErrorsMs.set(slow, -60_000);
    const first = scene.told(fast, { do: 'write', key: 'k', value: 1 });
    const second = scene.told(slow, { do: 'write', key: 'k', value: 2 });
    return [first, second, scene.told(fast, { do: 'read', key: 'k' })];
  },
  [null, null, 1],
  [null, null, 2],
);

differs(
  ['fixed-timeout-suspicion'],
  'a request whose answer is late is done twice',
  (scene) => {
    const [follower] = scene.followers as [string];
    scene.cluster.cuts.add(`${scene.leader} ${follower}`);
    const added = scene.ask(follower, { do: 'counter-add', amount: 1 });
    scene.pass(1_500);
    scene.heal();
    return [okOf(added), scene.told(scene.leader, { do: 'counter-read' })];
  },
  [null, 2],
  [null, 1],
);

test('non-atomic-cas: two that compare at once both succeed', () => {
  const succeed = (flaw: Flaw): unknown[] => {
    const scene = new Scene(flaw);
    scene.told(scene.leader, { do: 'write', key: 'k', value: 1 });
    return scene.race([2, 3].map((to) => ({ do: 'cas', key: 'k', from: 1, to }))).told.sort();
  };
  expect(succeed('non-atomic-cas')).toEqual([true, true]);
  expect(succeed('none')).toEqual([false, true]);
});

test('dirty-read: what a transaction appended that is refused in the end is seen before', () => {
  const seenAndGone = (flaw: Flaw): boolean => {
    const scene = new Scene(flaw);
    // Each comes to what the other has begun with.
    const [up, down] = [
      [1, 2, 3],
      [3, 2, 1],
    ].map((keys, at) => keys.map((key) => ['append', key, 10 * at + key]));
    const look = { do: 'read-lists', steps: [1, 2, 3].map((key) => ['r', key, null]) };
    const { seen } = scene.race(
      [up, down].map((steps) => ({ do: 'transact-lists', steps })),
      look,
    );
    const last = elementsOf(scene.told(scene.leader, look));
    return seen.flatMap(elementsOf).some((element) => !last.includes(element));
  };
  expect(seenAndGone('dirty-read')).toBe(true);
  expect(seenAndGone('none')).toBe(false);
});

test('fractured-read: a read between its keys sees half of a transaction', () => {
  const halves = (flaw: Flaw): number => {
    const scene = new Scene(flaw);
    const steps = [1, 2].map((key) => ['w', key, 7]);
    const look = { do: 'read-registers', steps: [1, 2].map((key) => ['r', key, null]) };
    const { seen } = scene.race([{ do: 'transact-registers', steps }], look);
    return seen.filter((each) => JSON.stringify(each) === '[["r",1,7],["r",2,null]]').length;
  };
  expect(halves('fractured-read')).toBeGreaterThan(0);
  expect(halves('none')).toBe(0);
});

test('write-skew: two that read what the other writes both commit, and of two that write the same one is refused', () => {
  const raced = (flaw: Flaw, keys: readonly [number, number]): readonly unknown[] =>
    new Scene(flaw).race(
      keys.map((key, at) => ({
        do: 'transact-registers',
        steps: [
          ['r', keys[1 - at], null],
          ['w', key, 1],
        ],
      })),
    ).told;
  const blind = [1, 2].map((key) => [
    ['r', 3 - key, null],
    ['w', key, 1],
  ]);
  expect(raced('write-skew', [1, 2])).toEqual(blind);
  expect(raced('none', [1, 2])).not.toEqual(blind);
  expect(raced('write-skew', [1, 1]).filter((told) => told === undefined)).toHaveLength(1);
});

test('lost-update: two that read and write the same both commit, and have not seen each other', () => {
  const raced = (flaw: Flaw): readonly unknown[] =>
    new Scene(flaw).race(
      [1, 2].map((value) => ({
        do: 'transact-registers',
        steps: [
          ['r', 1, null],
          ['w', 1, value],
        ],
      })),
    ).told;
  const blind = [1, 2].map((value) => [
    ['r', 1, null],
    ['w', 1, value],
  ]);
  expect(raced('lost-update')).toEqual(blind);
  expect(raced('none')).not.toEqual(blind);
});

const ALONE = { do: 'transact-registers', steps: [['w', 1, 1]] };
const TOGETHER = { do: 'transact-registers', steps: [['w', 2, 1]] };
const BOTH = { do: 'read-registers', steps: [1, 2].map((key) => ['r', key, null]) };

differs(
  ['duplicate-apply'],
  'a request that was handed to a leader, and to the next one, is done twice',
  (scene) => {
    // It is heard, and does not hear that it was.
    for (const id of scene.followers) scene.cluster.cuts.add(`${id} ${scene.leader}`);
    const added = scene.ask(scene.leader, { do: 'counter-add', amount: 1 });
    scene.pass(3_000);
    scene.heal();
    return [okOf(added), scene.told(scene.leader, { do: 'counter-read' })];
  },
  [null, 2],
  [null, 1],
);

differs(
  ['long-fork'],
  'on both sides of a partition readers see their own writes alone, and all of them when it has healed',
  (scene) => {
    const [alone, other] = scene.followers as [string, string];
    scene.isolate(alone);
    const asked = [scene.ask(alone, ALONE), scene.ask(other, TOGETHER)];
    scene.pass(1_500);
    const reads = [scene.ask(alone, BOTH), scene.ask(other, BOTH)];
    scene.pass(LONG_MS);
    const during = [...asked, ...reads].map(okOf);
    scene.heal();
    return [during, scene.told(alone, BOTH), scene.told(other, BOTH)];
  },
  [[ALONE.steps, TOGETHER.steps, read(1, null), read(null, 1)], read(1, 1), read(1, 1)],
  [[undefined, TOGETHER.steps, undefined, read(null, 1)], read(null, 1), read(null, 1)],
);

differs(
  ['double-username'],
  'on both sides of a partition the same name is given away',
  (scene) => {
    const [alone, other] = scene.followers as [string, string];
    scene.isolate(alone);
    const claims = [alone, other, alone].map((node, owner) => scene.ask(node, { do: 'claim', name: 'ada', owner }));
    scene.pass(LONG_MS);
    return claims.map(okOf);
  },
  [true, true, false],
  [undefined, true, undefined],
);

test('non-monotonic-ids: a clock that is set back gives out ids a second time', () => {
  const repeated = (flaw: Flaw): number => {
    const scene = new Scene(flaw);
    const asked: Answer[][] = [];
    for (let ms = 0; ms < 200; ms += 1) {
      if (ms === 100) scene.cluster.clockErrorsMs.set(scene.leader, -100);
      for (const id of scene.cluster.up()) asked.push(scene.ask(id, { do: 'generate-id' }));
      scene.pass(1);
    }
    scene.pass(LONG_MS);
    return asked.length - new Set(asked.map(okOf)).size;
  };
  expect(repeated('non-monotonic-ids')).toBe(100);
  expect(repeated('none')).toBe(0);
});

test('lock-without-fencing and fencing-ignored: one whose lease has run out writes on; without fencing it also lets another’s lock go', () => {
  const afterLease = (flaw: Flaw): readonly unknown[] => {
    const scene = new Scene(flaw);
    const held = { name: 'l', token: scene.told(scene.leader, { do: 'acquire', name: 'l' }) };
    // Nobody has kept it for longer than its lease.
    const next = scene.ask(scene.leader, { do: 'acquire', name: 'l' });
    scene.pass(100);
    const newer = { name: 'l', token: okOf(next) };
    const stores = [newer, held].map((lock) => scene.ask(scene.leader, { do: 'store', ...lock, value: 1 }));
    const release = scene.ask(scene.leader, { do: 'release', ...held });
    scene.pass(100);
    return [...stores, release].map(okOf);
  };
  expect(afterLease('none')).toEqual([true, false, false]);
  expect(afterLease('fencing-ignored')).toEqual([true, true, false]);
  expect(afterLease('lock-without-fencing')).toEqual([true, true, true]);
});

function read(first: number | null, second: number | null): unknown {
  return [
    ['r', 1, first],
    ['r', 2, second],
  ];
}

/** Elements of all lists that were read. */
function elementsOf(result: unknown): readonly number[] {
  return z
    .array(z.tuple([z.literal('r'), z.number(), z.array(z.number())]))
    .parse(result ?? [])
    .flatMap(([, , list]) => list);
}
