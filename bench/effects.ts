/** What links and clocks were asked to be, beside what they were measured to be, on a local cluster. */
import { LocalCluster } from '../harness/cluster/local/cluster.js';
import { enterNamespaces, inside } from '../harness/cluster/local/enter.js';
import { CLEAN_NETWORK } from '../harness/cluster/network/place.js';
import type { LinkQuality } from '../harness/contracts/trouble.js';
import { median, printTable } from './table.js';

export const describe = 'two nodes --on local; the baseline is what was asked for';

/** Of each drift, s: long enough that a millisecond of looking is less than a hundredth of what is gained. */
const DRIFT_S = 2;
const DRIFTS_PPM = [-500_000, -100_000, 100_000, 1_000_000];
const STARTS = 11;
const HOUR_S = 3_600;

const delay = (ms: number): LinkQuality => ({ delay: { ms, jitterMs: 0, distribution: 'normal' } });
const QUALITIES: readonly LinkQuality[] = [
  ...[10, 50, 200].map(delay),
  ...[0.1, 0.3].map((probability) => ({ loss: { probability, burst: 1 } })),
  { loss: { probability: 0.2, burst: 8 } },
  { duplicate: 0.1 },
  { reorder: 0.25, delay: { ms: 20, jitterMs: 0, distribution: 'normal' } },
  { corrupt: 0.05 },
  { rateKbit: 100 },
  { rateKbit: 10_000 },
];

/** Prints after how many ms its own clock shows what the first argument says; it starts before that is so. */
const LATE = `my $began = clock_gettime(1); 1 until clock_gettime(0) > $ARGV[0] || clock_gettime(1) > $began + 2;
printf "%.1f", (clock_gettime(1) - $began) * 1000`;

export async function run(): Promise<void> {
  if (inside() === null) {
    const command = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'effects'];
    const exitCode = await enterNamespaces({ command, software: [] });
    if (exitCode !== 0) throw new Error(`the bench inside ended with ${exitCode}`);
    return;
  }
  const cluster = await LocalCluster.create({ nodes: 2, space: inside()?.space ?? '', emulatesLinks: true });
  try {
    const rows = [
      ...(await links(cluster)),
      ...(await drifts(cluster)),
      ['a program that starts under a skewed clock', 'has it within 100 ms', await late(cluster), ''],
    ];
    printTable(['from n1 to n2, and the clock of n1', 'asked', 'measured', ''], rows);
  } finally {
    await cluster.close();
  }
}

async function links(cluster: LocalCluster): Promise<string[][]> {
  const rows: string[][] = [];
  for (const quality of QUALITIES) {
    const state = { cuts: [], links: [{ from: 'n1', to: 'n2', quality }] };
    await cluster.applyNetwork(state);
    const { samples } = await cluster.measureNetwork(state);
    for (const { subject, expected, measured, ok } of samples)
      rows.push([subject, expected, measured, ok ? '' : 'not so']);
    await cluster.applyNetwork(CLEAN_NETWORK);
  }
  return rows;
}

async function drifts(cluster: LocalCluster): Promise<string[][]> {
  const [node] = cluster.nodes;
  const rows: string[][] = [];
  for (const ratePpm of DRIFTS_PPM) {
    const line = { offsetNs: 0, ratePpm, baseNs: Number(process.hrtime.bigint()) };
    await node?.applyCondition({ clock: { realtime: line } });
    const [began, first] = [performance.now(), await node?.readClock()];
    await new Promise((resolve) => setTimeout(resolve, DRIFT_S * 1_000));
    const [ended, last] = [performance.now(), await node?.readClock()];
    const gainedMs = ((last?.offsetNs ?? Number.NaN) - (first?.offsetNs ?? Number.NaN)) / 1e6;
    const measured = (gainedMs / (ended - began)) * 1e6;
    const monotonic = ((last?.monotonicOffsetNs ?? Number.NaN) / 1e6).toFixed(3);
    rows.push([
      'drift',
      `${ratePpm} ppm`,
      `${measured.toFixed(0)} ppm (${(measured / ratePpm).toFixed(4)})`,
      `monotonic ${monotonic} ms off`,
    ]);
    await node?.applyCondition({});
  }
  return rows;
}

async function late(cluster: LocalCluster): Promise<string> {
  const [node] = cluster.nodes;
  const line = { offsetNs: HOUR_S * 1e9, ratePpm: 0, baseNs: Number(process.hrtime.bigint()) };
  await node?.applyCondition({ clock: { realtime: line } });
  const times: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const from = `${Date.now() / 1_000 + HOUR_S / 2}`;
    const result = await node?.exec(['perl', '-MTime::HiRes=clock_gettime', '-e', LATE, from]);
    times.push(Number(result?.stdout));
  }
  await node?.applyCondition({});
  return `${median(times).toFixed(1)} ms (median), ${Math.max(...times).toFixed(1)} ms (longest)`;
}
