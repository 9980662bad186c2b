/** A run of a virtual cluster in foul weather, with crashes, power cuts and partitions, and a calm end. */
import { createRandom } from '../../../../harness/generator/random.js';
import { Appenders } from './appenders.js';
import { FAIR, VirtualCluster } from './cluster.js';

export interface Outcome {
  readonly acknowledged: number;
  readonly unknown: number;
  readonly refused: number;
  readonly reads: number;
  readonly crashes: number;
  readonly snapshots: number;
  readonly terms: number;
}

const TROUBLES = [
  'crash',
  'power',
  'start',
  'start',
  'cut',
  'alone',
  'heal',
  'heal',
  'all',
  'flicker',
  'weather',
] as const;
const STORM_MS = 12_000;
const CALM_MS = 8_000;

/** Throws Error when anything is not as it must be. */
export function weather(seed: number): Outcome {
  const random = createRandom(seed).fork('storm');
  const cluster = new VirtualCluster({
    seed,
    nodes: random.pick([3, 3, 5]),
    snapshotEvery: random.pick([20, 1_000]),
    flaw: 'none',
  });
  const { agenda } = cluster;
  const clients = new Appenders(cluster);
  const ids = [...cluster.nodes.keys()];
  const minority = Math.floor((ids.length - 1) / 2);
  let crashes = 0;
  let isStormy = true;

  const work = (): void => {
    if (!isStormy) return;
    const node = random.pick(ids);
    if (random.real() < 0.6) clients.append(node);
    else clients.read(node);
    agenda.after(random.exponential(15), work);
  };
  const trouble = (): void => {
    if (!isStormy) return;
    const kind = random.pick(TROUBLES);
    if (kind === 'crash' || kind === 'power') {
      if (ids.length - cluster.up().length < minority || random.real() < 0.1) {
        crashes += 1;
        cluster.crash(random.pick(ids), kind === 'power' ? 'power' : 'process');
      }
    } else if (kind === 'start') for (const id of ids) cluster.start(id);
    else if (kind === 'all') {
      // The lights go out everywhere at once: what was acknowledged is there all the same.
      for (const id of ids) cluster.crash(id, 'power');
      crashes += ids.length;
      for (const id of ids) agenda.after(random.real() * 300, () => cluster.start(id));
    } else if (kind === 'flicker') {
      // Back at once: whoever forgot what it promised does it again.
      for (const id of ids.filter(() => random.real() < 0.6)) {
        agenda.after(random.real() * 400, () => cluster.crash(id, 'power'));
        agenda.after(400 + random.real() * 20, () => cluster.start(id));
      }
    } else if (kind === 'alone') {
      const leader = ids.find((id) => cluster.replica(id)?.raft.role === 'leader') ?? random.pick(ids);
      for (const id of ids) {
        cluster.cuts.add(`${leader} ${id}`);
        cluster.cuts.add(`${id} ${leader}`);
      }
    } else if (kind === 'heal') cluster.cuts.clear();
    else if (kind === 'cut')
      for (const from of ids)
        for (const to of ids) {
          if (random.real() < 0.3) cluster.cuts.add(`${from} ${to}`);
        }
    else
      cluster.weather = {
        loss: random.real() * 0.3,
        repetition: random.real() * 0.3,
        delayMs: random.exponential(random.pick([5, 20, 100])),
      };
    agenda.after(random.exponential(400), trouble);
  };
  agenda.after(500, work);
  agenda.after(800, trouble);
  for (let atMs = 1_000; atMs <= STORM_MS; atMs += 1_000) {
    agenda.runUntil(atMs);
    cluster.requireMatchingLogs();
  }
  isStormy = false;
  cluster.weather = FAIR;
  cluster.cuts.clear();
  for (const id of ids) cluster.start(id);
  agenda.runUntil(STORM_MS + CALM_MS);
  cluster.requireMatchingLogs();
  const finals: (readonly number[])[] = [];
  for (const id of ids) clients.read(id, (list) => finals.push(list));
  agenda.runUntil(STORM_MS + CALM_MS + 1_000);
  if (finals.length !== ids.length) throw new Error('some node cannot be read in calm weather');
  clients.requireLinearizable(finals[0]!);
  const states = new Set(ids.map((id) => cluster.replica(id)!.machine.dump()));
  if (states.size !== 1) throw new Error('the replicas are not the same at the end');
  const rafts = ids.map((id) => cluster.replica(id)!.raft);
  return {
    ...{ acknowledged: clients.acknowledged.size, unknown: clients.unknown, refused: clients.refused.size },
    ...{ reads: clients.reads.length, crashes },
    snapshots: rafts.filter(({ snapshot }) => snapshot !== null).length,
    terms: Math.max(...rafts.map(({ term }) => term)),
  };
}
