/** How long a local cluster of five nodes takes to come up, to be partitioned, to be healed, and to be measured. */
import { execa } from 'execa';
import { LocalCluster } from '../harness/cluster/local/cluster.js';
import { enterNamespaces, inside } from '../harness/cluster/local/enter.js';
import { median, printTable } from './table.js';

export const describe = 'five nodes --on local; the baseline is a fresh nft process for each node, side by side';

const NODES = 5;
const ROUNDS = 11;

export async function run(): Promise<void> {
  if (inside() === null) {
    const exitCode = await enterNamespaces({
      command: [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'cluster'],
      software: [],
    });
    if (exitCode !== 0) throw new Error(`the bench inside ended with ${exitCode}`);
    return;
  }
  const began = performance.now();
  const cluster = await LocalCluster.create({ nodes: NODES, space: inside()?.space ?? '' });
  const upMs = performance.now() - began;
  const names = cluster.nodes.map(({ name }) => name);
  const sides = [names.slice(0, 2), names.slice(2)] as const;
  const cuts = sides[0].flatMap((a) =>
    sides[1].flatMap((b) => [
      { from: a, to: b },
      { from: b, to: a },
    ]),
  );
  const sleepers = await Promise.all(
    cluster.nodes.map((node) => node.start({ name: 'sleeper', command: ['sleep', '600'] })),
  );

  const times = {
    cut: [] as number[],
    probe: [] as number[],
    heal: [] as number[],
    pause: [] as number[],
    fresh: [] as number[],
  };
  const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await work();
    into.push(performance.now() - start);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await timed(times.cut, () => cluster.applyNetwork({ cuts, links: [] }));
    await timed(times.probe, () => cluster.measureNetwork({ cuts, links: [] }));
    await timed(times.heal, () => cluster.applyNetwork({ cuts: [], links: [] }));
    await timed(times.pause, () => Promise.all(sleepers.map((sleeper) => sleeper.signal('STOP'))));
    await Promise.all(sleepers.map((sleeper) => sleeper.signal('CONT')));
    await timed(times.fresh, () => Promise.all(names.map(() => execa('nft', ['list', 'tables']))));
  }
  await cluster.close();
  const ms = (figures: readonly number[]): string => `${median(figures).toFixed(1)} ms`;
  const ratio = (figures: readonly number[]): string => (median(figures) / median(times.fresh)).toFixed(2);
  printTable(
    ['', 'median', 'of baseline'],
    [
      ['five nodes, from nothing (once)', `${upMs.toFixed(0)} ms`, ''],
      ['five fresh nft processes (baseline)', ms(times.fresh), '1.00'],
      ['partition 2 | 3, both families', ms(times.cut), ratio(times.cut)],
      ['heal it', ms(times.heal), ratio(times.heal)],
      ['measure all links, both families', ms(times.probe), ratio(times.probe)],
      ['pause all five', ms(times.pause), ratio(times.pause)],
    ],
  );
}
