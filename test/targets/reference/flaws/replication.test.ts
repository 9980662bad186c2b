/** Flaws of how the log is replicated, each in virtual time, beside what the right store does in the same trouble. */
import { expect, test } from 'vitest';
import type { Flaw } from '../../../../targets/reference/flaws.js';
import type { Operation } from '../../../../targets/reference/server/raft/messages.js';
import { VirtualCluster } from '../virtual/cluster.js';

const ELECTION_MS = 2_000;

/** A cluster with a leader, whose members are cut off and asked. */
class Scene {
  readonly cluster: VirtualCluster;
  readonly ids: readonly string[];

  constructor(flaw: Flaw, nodes = 3) {
    this.cluster = new VirtualCluster({ seed: 2, nodes, snapshotEvery: 1_000, flaw });
    this.ids = this.cluster.up();
    this.pass(ELECTION_MS);
    for (const id of this.ids) this.ask(id, { do: 'write', key: 'first', value: 1 });
    this.write(this.leader, 1);
  }

  get leader(): string {
    return this.leaders()[0]!;
  }

  leaders(among: readonly string[] = this.cluster.up()): readonly string[] {
    return among.filter((id) => this.cluster.replica(id)?.raft.role === 'leader');
  }

  get term(): number {
    return Math.max(...this.cluster.up().map((id) => this.cluster.replica(id)!.raft.term));
  }

  others(...ids: readonly string[]): readonly string[] {
    return this.ids.filter((id) => !ids.includes(id));
  }

  pass(ms: number): void {
    this.cluster.agenda.runUntil(this.cluster.agenda.nowMs + ms);
  }

  /** Whether it was done, and with what; filled in as time passes. */
  ask(node: string, operation: Operation): { ok?: unknown } {
    const told: { ok?: unknown } = {};
    this.cluster.use(node, (replica) =>
      replica.request(operation, (answer) => {
        if ('ok' in answer) told.ok = answer.ok;
      }),
    );
    return told;
  }

  write(node: string, value: number): boolean {
    const told = this.ask(node, { do: 'write', key: 'k', value });
    this.pass(1_000);
    return 'ok' in told;
  }

  /** Undefined when there is no answer. */
  read(node: string): unknown {
    const told = this.ask(node, { do: 'read', key: 'k' });
    this.pass(500);
    return told.ok;
  }

  /** Nothing passes between nodes of different groups. */
  part(...groups: readonly (readonly string[])[]): void {
    this.cluster.cuts.clear();
    const groupOf = (id: string): number => groups.findIndex((group) => group.includes(id));
    for (const from of this.ids) for (const to of this.ids) if (groupOf(from) !== groupOf(to)) this.cut(from, to);
  }

  /** In the next election somebody applies something else where that value was written: the cluster says so. */
  isOverwritten(value: number): boolean {
    try {
      this.pass(ELECTION_MS);
    } catch (error) {
      return new RegExp(`^Error: entry \\d+ was .*"value":${value}.*, and is `).test(String(error));
    }
    return false;
  }

  cut(from: string, to: string): void {
    this.cluster.cuts.add(`${from} ${to}`);
  }
}

function differs(flaw: Flaw, what: string, run: (flaw: Flaw) => unknown, seen: unknown, right: unknown): void {
  test(`${flaw}: ${what}`, () => expect(run(flaw)).toEqual(seen));
  test(`the right store where ${flaw} fails: ${what}`, () => expect(run('none')).toEqual(right));
}

differs(
  'stale-follower-reads',
  'a follower that is cut off answers with the past',
  (flaw) => {
    const scene = new Scene(flaw);
    const [alone = ''] = scene.others(scene.leader);
    scene.part([alone], scene.others(alone));
    return [scene.write(scene.leader, 2), scene.read(alone)];
  },
  [true, 1],
  [true, undefined],
);

for (const flaw of ['leader-without-quorum', 'lease-by-wall-clock'] as const) {
  differs(
    flaw,
    'a leader that is cut off, and whose clock is behind, answers with the past',
    (chosen) => {
      const scene = new Scene(chosen);
      const alone = scene.leader;
      scene.cluster.clockErrorsMs.set(alone, -60_000);
      scene.part([alone], scene.others(alone));
      scene.pass(ELECTION_MS);
      const [next = ''] = scene.leaders(scene.others(alone));
      return [scene.write(next, 2), scene.read(alone)];
    },
    [true, 1],
    [true, undefined],
  );
}

test('lease-by-wall-clock: with a clock that is right the lease has run out', () => {
  const scene = new Scene('lease-by-wall-clock');
  const alone = scene.leader;
  scene.part([alone], scene.others(alone));
  scene.pass(ELECTION_MS);
  expect(scene.leaders(scene.others(alone))).toHaveLength(1);
  expect(scene.read(alone)).toBeUndefined();
});

differs(
  'ack-before-replication',
  'a leader that is cut off acknowledges what the others will never have',
  (flaw) => {
    const scene = new Scene(flaw);
    const alone = scene.leader;
    scene.part([alone], scene.others(alone));
    const told = scene.ask(alone, { do: 'write', key: 'k', value: 2 });
    scene.pass(100);
    return ['ok' in told, scene.isOverwritten(2)];
  },
  [true, true],
  [false, false],
);

differs(
  'forgets-vote',
  'when all were started again the terms begin anew',
  (flaw) => {
    const scene = new Scene(flaw);
    scene.part(...scene.ids.map((id) => [id]));
    scene.pass(ELECTION_MS);
    scene.part(scene.ids);
    scene.pass(ELECTION_MS);
    const before = scene.term;
    for (const id of scene.ids) scene.cluster.crash(id, 'process');
    for (const id of scene.ids) scene.cluster.start(id);
    return Math.sign(scene.term - before);
  },
  -1,
  0,
);

differs(
  'commits-old-term',
  'figure 8: an entry that a majority has, and a client was told of, is overwritten',
  (flaw) => {
    const scene = new Scene(flaw, 5);
    const s1 = scene.leader;
    const [s2, s3, s4, s5] = scene.others(s1) as [string, string, string, string];
    // (a) s1 and s2 alone have the entry. s3 and s4 do not hear each other, so that s5 is elected.
    scene.part([s1, s2], [s3, s4, s5]);
    scene.cut(s3, s4);
    scene.cut(s4, s3);
    const told = scene.ask(s2, { do: 'write', key: 'k', value: 2 });
    scene.pass(1_200);
    // (b) Another one on s5 alone, of a later term.
    scene.part([s1], [s2], [s3, s4], [s5]);
    scene.ask(s5, { do: 'write', key: 'k', value: 3 });
    scene.pass(200);
    // (c) s1 leads again; s2 hears and is not heard.
    scene.part([s1, s2, s3, s4], [s5]);
    for (const other of [s1, s3, s4]) scene.cut(s2, other);
    scene.pass(2_000);
    const isAcknowledged = 'ok' in told;
    // (d) s1 dies, and s5 is elected.
    scene.cluster.crash(s1, 'process');
    scene.part([s1], [s2], [s3, s4, s5]);
    return [isAcknowledged, scene.isOverwritten(2)];
  },
  [true, true],
  [false, false],
);

differs(
  'no-pre-vote',
  'one that is heard and does not hear deposes leader after leader',
  (flaw) => {
    const scene = new Scene(flaw);
    const [deaf = ''] = scene.others(scene.leader);
    const { term } = scene;
    for (const other of scene.others(deaf)) scene.cut(other, deaf);
    scene.pass(10_000);
    return scene.term - term > 10;
  },
  true,
  false,
);

differs(
  'never-recovers',
  'when all were parted from each other, nobody leads any more',
  (flaw) => {
    const scene = new Scene(flaw);
    scene.part(...scene.ids.map((id) => [id]));
    scene.pass(5_000);
    scene.part(scene.ids);
    scene.pass(60_000);
    return scene.leaders().length;
  },
  0,
  1,
);
