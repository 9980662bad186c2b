/** A virtual cluster whose members come and go, one at a time, in foul weather. */
import { createRandom } from '../../../../harness/generator/random.js';
import type { Member } from '../../../../targets/reference/server/raft/messages.js';
import type { Answer } from '../../../../targets/reference/server/state-machine/sessions.js';
import { Appenders } from './appenders.js';
import { emptyImage, FAIR, VirtualCluster } from './cluster.js';

export interface Changes {
  readonly acknowledged: number;
  readonly added: number;
  readonly removed: number;
  readonly leadersRemoved: number;
  readonly refused: number;
  readonly unknown: number;
}

const NAMES = ['n1', 'n2', 'n3', 'n4', 'n5'];
const STORM_MS = 15_000;
const CALM_MS = 8_000;

/** Throws Error when anything is not as it must be. */
export function comeAndGo(seed: number): Changes {
  const random = createRandom(seed).fork('changes');
  const cluster = new VirtualCluster({ seed, nodes: 3, snapshotEvery: random.pick([20, 1_000]), flaw: 'none' });
  const { agenda } = cluster;
  const clients = new Appenders(cluster);
  const count = { added: 0, removed: 0, leadersRemoved: 0, refused: 0, unknown: 0 };
  let isStormy = true;
  let isChanging = false;

  const membersAt = (node: string, then: (members: readonly Member[]) => void): void =>
    cluster.use(node, (replica) =>
      replica.request({ do: 'members' }, (answer) => {
        if ('ok' in answer) then(answer.ok as readonly Member[]);
      }),
    );
  const tally = (answer: Answer): void => {
    if ('ok' in answer) return;
    if (answer.definite) count.refused += 1;
    else count.unknown += 1;
  };
  const work = (): void => {
    if (!isStormy) return;
    const node = random.pick(cluster.up());
    if (random.real() < 0.6) clients.append(node);
    else clients.read(node);
    agenda.after(random.exponential(15), work);
  };
  /** A member that was let in starts, by the id that it was given; one that is none any more loses its disk. */
  const follow = (): void => {
    if (!isStormy) return;
    membersAt(random.pick(cluster.up()), (members) => {
      for (const { id, votes } of members) {
        if (votes || cluster.nodes.has(id)) continue;
        cluster.addNode(emptyImage(id, []));
        cluster.start(id);
        count.added += 1;
      }
      for (const id of [...cluster.nodes.keys()]) {
        if (members.some((member) => member.id === id)) continue;
        if (cluster.replica(id)?.raft.role === 'leader') continue;
        cluster.crash(id, 'power');
        cluster.nodes.delete(id);
        count.removed += 1;
      }
    });
    agenda.after(200, follow);
  };
  const change = (): void => {
    if (!isStormy) return;
    agenda.after(random.exponential(800), change);
    if (isChanging) return;
    membersAt(random.pick(cluster.up()), (members) => {
      const name = random.pick(NAMES);
      const found = members.find((member) => member.name === name);
      if (found !== undefined && members.length <= 2) return;
      isChanging = true;
      if (cluster.replica(found?.id ?? '')?.raft.role === 'leader') count.leadersRemoved += 1;
      cluster.use(random.pick(cluster.up()), (replica) => {
        const asked =
          found === undefined
            ? { how: 'add' as const, name, host: 'virtual', port: 1 }
            : { how: 'remove' as const, name };
        replica.change(asked, (answer) => {
          isChanging = false;
          tally(answer);
        });
      });
      agenda.after(6_000, () => {
        isChanging = false;
      });
    });
  };
  const trouble = (): void => {
    if (!isStormy) return;
    const kind = random.pick(['crash', 'start', 'start', 'cut', 'heal', 'heal', 'weather']);
    const ids = [...cluster.nodes.keys()];
    if (kind === 'crash' && cluster.up().length > 2)
      cluster.crash(random.pick(ids), random.pick(['power', 'process'] as const));
    else if (kind === 'start') for (const id of ids) cluster.start(id);
    else if (kind === 'heal') cluster.cuts.clear();
    else if (kind === 'cut') cluster.cuts.add(`${random.pick(ids)} ${random.pick(ids)}`);
    else
      cluster.weather = { loss: random.real() * 0.2, repetition: random.real() * 0.2, delayMs: random.exponential(10) };
    agenda.after(random.exponential(500), trouble);
  };
  agenda.after(500, work);
  agenda.after(600, follow);
  agenda.after(700, change);
  agenda.after(800, trouble);
  for (let atMs = 1_000; atMs <= STORM_MS; atMs += 1_000) {
    agenda.runUntil(atMs);
    cluster.requireMatchingLogs();
  }
  isStormy = false;
  cluster.weather = FAIR;
  cluster.cuts.clear();
  for (const id of cluster.nodes.keys()) cluster.start(id);
  agenda.runUntil(STORM_MS + CALM_MS);
  cluster.requireMatchingLogs();
  const finals: (readonly number[])[] = [];
  const leader = cluster.up().find((id) => cluster.replica(id)?.raft.role === 'leader');
  if (leader === undefined) throw new Error('nobody leads in calm weather');
  clients.read(leader, (list) => finals.push(list));
  agenda.runUntil(STORM_MS + CALM_MS + 1_000);
  if (finals[0] === undefined) throw new Error('the leader cannot be read in calm weather');
  clients.requireLinearizable(finals[0]);
  return { acknowledged: clients.acknowledged.size, ...count };
}
